import { stemOf } from './likeness.ts';

/**
 * Words that streets all over Poland are named by. One of them is meant as typed even where the place has no such
 * street: it is never taken for a typo of another name.
 */
const words =
  'agatowa agrestowa akacjowa aksamitna albatrosa ametystowa andersa armii asnyka astrow astronomiczna azaliowa ' +
  'baczynskiego bagienna bajkowa balonowa baltycka banacha bankowa barwna barwinkowa basniowa basztowa batorego bazantowa ' +
  'bednarska bema berberysowa bezpieczna beskidzka biala bialostocka bieszczadzka biegunowa blawatna blawatkowa blekitna ' +
  'bliska blotna bobrowa bociania boczna boguslawskiego bohaterow boczna boleslawa borowa borowikowa borowkowa boya boznicza ' +
  'bratkow bratnia broniewskiego brukowa brylantowa brzechwy brzeczna brzegowa brzezinska brzoskwiniowa brzozowa budowlana ' +
  'budowlanych bukowa bursztynowa bydgoska bystra bzowa calowanska cebulowa cedrowa ceglana ceglarska celna ceramiczna ' +
  'chabrowa chlodna chlopska chmielna chopina chrobrego ciasna cicha cieszynska cisowa cmentarna curie cyprysowa czajki ' +
  'czapli czarna czarnieckiego czarnoleska czeremchowa czeresniowa czerwona czeska czestochowska czwartakow czysta daleka ' +
  'daliowa dabrowska dabrowskiego dabrowa debinska debowa deszczowa diamentowa dluga dlugosza dmowskiego dobra dojazdowa ' +
  'dolna dolinna domeyki dozynkowa drewniana drozdow drukarska druzynowa drzymaly dworcowa dworska dywizjonu dzialkowa ' +
  'dzialkowcow dziecieca dzika dzwonkowa elblaska elektryczna energetyczna fabryczna falista fiolkowa flisacka fredry ' +
  'frezjowa gajowa galczynskiego garbary garncarska gazowa gdanska gdynska geodetow glebocka glogowa glogowska glowna ' +
  'gminna gnieznienska goldapska goplanska gorczynska gornicza gorna gornikow gorska gorzowska gozdzikowa goscinna ' +
  'grabowa graniczna granitowa grochowa grodzka grodziska grottgera grunwaldzka grudziadzka gruszowa grzybowa gwiazdzista ' +
  'hallera handlowa harcerska herberta hetmanska hiacyntowa hoza husarska hutnicza iglasta imbirowa inflancka irysowa ' +
  'jablkowa jabloniowa jagiellonska jagiely jagodowa jalowcowa jana jantarowa jarzebinowa jaskolcza jaskrowa jasminowa ' +
  'jasna jastrzebia jaworowa jedrzejewska jelenia jesienna jesionowa jezynowa jeziorna jezycka jodlowa jutrzenki juzna ' +
  'kalinowa kaliska kalwaryjska kamienna kaminskiego kanalowa kapitanska karpacka kasprowicza kasprzaka kasztanowa ' +
  'kaszubska katowicka kaukaska kazimierza kielecka kilinskiego kiedrzynska klasztorna klonowa kochanowskiego kolejowa ' +
  'kolberga kollataja kolorowa kolowa koncertowa konarskiego konopnickiej konstytucji konwaliowa kopernika koralowa ' +
  'korczaka koscielna kosciuszki kosmiczna kossaka koszalinska kosynierow kowalska kowalskiego kozia krakowska krancowa ' +
  'krasickiego krasinskiego kraszewskiego krecta kreta krokusowa krolewska kruczkowskiego krucza krotka krysztalowa krzywa ' +
  'krzywoustego ksiazeca ksiezycowa kujawska kukulcza kurpiowska kusocinskiego kwarcowa kwiatowa kwiecista ladna lanowa ' +
  'lasowa lawendowa lazurowa lechicka legionow legnicka lelewela leszczynowa leszczynska lesmiana lesna letnia letniskowa ' +
  'lewa liliowa limanowskiego lipcowa lipowa lisia liliowa limbowa litewska lisciasta lodowa lodzka lotnicza lotnikow ' +
  'lowicka ludowa lubelska luzycka lwowska lakowa lagodna maciejkowa magnoliowa majowa makowa makuszynskiego malachitowa ' +
  'malczewskiego malborska malinowa malwowa malopolska mala marcinkowskiego marszalkowska matejki mazowiecka mazurska ' +
  'melioracyjna metalowa miarki mickiewicza mielczarskiego miedziana miejska miernicza miernikow mila milosza mieszka ' +
  'miodowa mlynarska mlynska mlodziezowa mniszkowska modlinska modra modrzewiowa moniuszki morelowa morska morwowa mostowa ' +
  'mokra muzyczna mysliwska nadrzeczna nagietkowa nadbrzezna narcyzowa narutowicza nalkowskiej nasturcjowa niecala niebieska ' +
  'niemcewicza niepodleglosci niska norwida notecka nowa nowowiejska nowy nizinna nizynna objazdowa obornicka obroncow ' +
  'ogrodnicza ogrodowa okopowa okrezna olchowa oliwkowa olimpijska olsztynska opalowa opolska orkana orla orlowska ' +
  'ordona orzechowa orzeszkowej osiedlowa osikowa ostatnia ostrowska owocowa owsiana osadnicza paderewskiego panorama ' +
  'panienska parkowa partyzantow pastelowa pastwiskowa paprociowa pawia perlowa piaskowa piastow piastowska piekna piekarska ' +
  'piekary piesza pilska pilsudskiego piotrkowska piwna plac plebanska platanowa plocka podgorna podhalanska podlaska ' +
  'podlesna podmiejska podwale pogodna pokoju polanki polna poludniowa polska pomorska poniatowskiego poprzeczna poranna ' +
  'portowa porzeczkowa potockiego powstancow poziomkowa pocztowa poznanska prosta promienista prusa przedmiescie przejazd ' +
  'przemyslowa przeskok przyjaciol przyjazni przylesie przytulna przelaj pszczelna pszenna ptasia pulaskiego puszkina ' +
  'ratajczaka radosna radomska raclawicka radziecka ratuszowa rejtana reja reymonta rezedowa robocza robotnicza rodzinna ' +
  'rolna rolnicza roweckiego roza rozana rozy rubinowa rumiankowa rybacka rybna rycerska rynek rynkowa rzeczna rzemieslnicza ' +
  'rzeszowska rzgowska sadowa sandomierska saperow saska sasankowa seledynowa sezamkowa siemiradzkiego sienkiewicza ' +
  'sierakowska sikorskiego skalna skarbowa sklodowskiej skoczna skorupki skosna skowronkow skrajna skromna slaska ' +
  'slodka sloneczna slonecznikowa slowackiego slowianska smocza sobieskiego sokola solidarnosci solna sosnowa sowia ' +
  'sowinskiego spacerowa spokojna spoldzielcza sportowa srebrna srednia staffa stara staromiejska starowiejska stawna ' +
  'stalowa staszica stawowa strazacka strumykowa strzelecka studzienna sucha sulkowskiego swiatlana swierkowa swierczewskiego ' +
  'swietojanska swietokrzyska swojska syrokomli szafirowa szafranowa szarych szarotki szarotkowa szczecinska szczesliwa ' +
  'szczytowa szeroka szewska szkolna szklarniowa szmaragdowa szpacza szpitalna sztormowa szwedzka szybowcowa szymanowskiego ' +
  'szymborskiej tarasowa targowa tatrzanska teatralna tartaczna teczowa tetmajera topolowa torowa torunska towarowa ' +
  'traugutta trawiasta truskawkowa trzcinowa tulipanowa turkusowa turystyczna tuwima tylna tymiankowa tysiaclecia ulanska ' +
  'urocza ustronna uzdrowiskowa waska wandy warminska warszawska warynskiego warzywna wawrzyniaka wczasowa wesola ' +
  'westerplatte widokowa wiatraczna wiejska wieczorna wielkopolska wierzbowa wiklinowa wilcza wilenska winogronowa winna ' +
  'wiosenna wislana wisniowa witosa wodna wojska wolnosci wolska wrzesinska wrobla wroblewskiego wroclawska wronia ' +
  'wrzosowa wschodnia wspolna wybickiego wyspianskiego wysoka wyszynskiego wyzwolenia zachodnia zaciszna zacisze zagrodowa ' +
  'zakole zakopianska zamenhofa zamkowa zamojska zapolskiej zamknieta zaulek zawilcowa zbozowa zdrojowa zeglarska zeromskiego ' +
  'zgoda zgody ziemowita zielna zielona zielonogorska ziolowa zimowa zlota zlotowska zolnierska zolkiewskiego zuzyca zuzlowa ' +
  'zwirowa zwirki zwyciestwa zwyciezcow zwierzyniecka zytnia zurawia zurawinowa zyczliwa zyzna zabia zrodlana zaglowa';

const stems: ReadonlySet<string> = new Set(words.split(' ').map(stemOf));
const exact: ReadonlySet<string> = new Set(words.split(' '));

/** Whether a folded word, as it is or inflected, is a usual name of streets. */
export function isCommonStreetWord(word: string): boolean {
  return exact.has(word) || (/(?:ej|iego|ego|a|ow)$/.test(word) && stems.has(stemOf(word)));
}
