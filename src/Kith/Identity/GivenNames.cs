using System.Collections.Frozen;

namespace Kith.Identity;

/// <summary>How two given names that are not the same belong together.</summary>
internal enum GivenNameRelation
{
    /// <summary>Nothing is known of them.</summary>
    Unknown,

    /// <summary>One is what those are called whose name is the other.</summary>
    Nickname,

    /// <summary>Both are names, of different people: whoever wrote one did not mean the other.</summary>
    Distinct,
}

/// <summary>
/// Given names and what people with them are called, in the languages of our users. Two nicknames of one name are not taken for
/// each other: Jan and Hans, both Johannes, may be brothers.
/// </summary>
internal static class GivenNames
{
    /// <summary>Spellings of a name with <c>=</c> between them, then its nicknames.</summary>
    private const string Nicknames = """
        johannes=johanes: jan johan hans hannes joop joost jo hansi juhani
        johan: joop
        hendrik=hendrick: henk hein rik hendrikus
        willem=wilhelm=william=guillaume=guillermo=guglielmo: wim wil bill billy will willy liam pim willi memo
        cornelis=kornelis: kees cor cees nelis
        gerardus=gerard=gerhard=gerrit: ger gerd gert geert gerry
        theodorus=theodor=theodoor=theodore: theo dorus teddy ted teun
        petrus=peter=pieter=pierre=pedro=pietro=piotr=petr: piet pete pit peet piotrek petya
        antonius=anton=antoon=anthony=antoine=antonio=antoni: ton toon tony toni teun toine nino antek
        adrianus=adriaan=adrian=adrien: ad arie adri
        franciscus=frans=franz=francis=francois=francisco=francesco=franciszek: frank francy paco pancho cisco franek
        jacobus=jacob=jakob=jacques=jakub: jaap koos jack sjaak jake kuba jeppe
        leonardus=leonard=leonhard=leonardo: leo len lenny leendert lenn
        martinus=martin=maarten=marten=martijn=marcin: mart tinus marty
        mattheus=matheus=matthijs=matthias=mathias=matthew=mathieu=mateusz=matteo: thijs ties mat matt hias matze
        nicolaas=nikolaas=nicolas=nicholas=nikolaus=niklas=mikolaj: klaas nico niek nick nik klaus claus niels
        michiel=michael=michel=miguel=michele=michal=mikael: mike mick michi giel micha mikkel
        alexander=alexandre=alejandro=aleksander=alessandro=sandor: alex sander lex sasha sascha xander alec olek ale
        alexandra=alejandra=aleksandra=alessandra: alex sandra sasha ola xandra
        bernardus=bernard=bernhard: ben ber bernd bart bernie berend nard
        bartholomeus=bartolomeo=bartlomiej: bart bartek
        christiaan=christian=kristian=cristian: chris kris christ
        christoffel=christopher=christoph=christophe=kristoffer=krzysztof: chris kris stoffel topher krzysiek christof
        daniel: dan danny daan
        david: dave davy davey
        dirk=dieter: dick
        edward=eduard=edouard=eduardo: ed eddy eddie ted ned ward edu edi
        egbert: bert
        albert=adelbert=albrecht: bert al appie
        robert=roberto: rob bob bobby robbie robin bert
        lambertus=lambert: bert lam
        hubertus=hubert: bert huub huib
        everhardus=everhard=eberhard: evert ebbe
        frederik=friedrich=frederic=frederick=federico=fryderyk: fred frits fritz freek fritsje freddy rik fede
        gijsbertus=gijsbert: gijs bert
        jeroen: roen
        johanna: jo joke hanna hanneke annie jopie jans anneke hannie
        josephus=joseph=josef=jozef=jose=giuseppe: jos jo joe joey sjef seppe sepp pepe beppe joost
        laurens=laurentius=lorenz=lawrence=laurent=lorenzo: lau larry rens laurie
        lodewijk=ludwig=louis=luis=luigi: lowie lou wies lutz gigi
        marcus=markus=marc=mark=marco=marek: mar
        maximiliaan=maximilian=maximilien=maximiliano: max maxi
        rudolf=rudolph=rodolphe=rodolfo: ruud rudi rudy rolf dolf ralf
        sebastiaan=sebastian=sebastien=sebastiano: bas seb basti
        simon=simeon: siem siemon
        stefan=stephan=stephen=steven=stefano=etienne=esteban=szczepan: stef steve stevie
        thomas=tomas=tomasz=tommaso: tom tommy thom tomek
        victor=viktor=vittorio: vic vik
        vincent=vincentius=vicente=vincenzo: vin vince cent vinnie
        reinier=reinhard=rainer=reiner: rein
        richard=ricardo=riccardo=ryszard: rick rik dick richie rich ricky rysiek
        ronald=reinout: ron ronnie
        benjamin: ben benny benji
        samuel: sam sammy
        timotheus=timothy: tim timmy timo
        tobias: tobi toby
        jonathan: jon jonny john
        james: jim jimmy jamie
        john: jack johnny jon
        charles=karl=carl=karel=carlos=carlo: charlie chuck charley carlito
        andrew=andreas=andre=andres=andrzej=andries: andy drew dries andi jedrzej
        patrick=patrik=patricio: pat paddy rick
        patricia: pat patty trish patsy tricia
        gregory=gregor=gregorio=grzegorz: greg gregg grzesiek
        raymond=raimund: ray
        kenneth: ken kenny
        donald: don donnie
        philip=philippe=philipp=felipe=filip=filippo: phil flip pippo
        jeffrey=geoffrey: jeff geoff
        leopold: leo poldi
        walter=wouter: walt wout
        wolfgang: wolf wolfi
        guenter=gunter=guenther: guenni
        juergen: joerg
        manfred: manni fred
        siegfried: sigi siggi
        ulrich: uli ulli
        werner: werni
        joachim: jochen achim jo
        hans-juergen=hansjuergen: hajo
        karl-heinz=karlheinz: kalle
        ignacio: nacho
        rafael=raphael: rafa raf
        fernando=ferdinand: nando ferdi
        emmanuel=manuel=emanuel: manu manolo
        santiago: santi
        salvatore=salvador: toto salva
        domenico=dominique=dominik=domingo: mimmo dom domi
        stanislaw: staszek stan
        wojciech: wojtek
        zbigniew: zbyszek
        tadeusz: tadek
        jerzy: jurek
        maria=marie=mary: mia marieke rie ria riet maaike mieke marijke mimi mitzi molly polly may maja marysia mariken
        margaretha=margareta=margarete=margaret=marguerite=margarita=malgorzata: greet griet gretel grete meg peggy maggie margriet greta margo marga gosia rita maggy
        elisabeth=elizabeth=elzbieta=elisabetta: els liesbeth elly lies beth betty liz lizzy lisa liza elsa ilse elise lisette betsy eliza libby sissi ela lilibet
        catharina=katharina=katarina=catherine=katherine=kathryn=catarina=katarzyna=caterina: kaat karin trijn trijntje tine cato kate katie cathy kathy kathi toos rina kaethe kasia kitty kat
        wilhelmina=willemina: mina minnie willy wil helma wilma mien
        hendrika=henrica=henrike: hennie rika riek henny
        cornelia: cor corrie nel nelly lia conny cornelie
        petronella: nel nelleke ellen pietje petra
        adriana=adrienne: adri jana
        antonia=antoinette=antonella: toni tonny netty toos nettie
        jacoba=jacqueline: coby jackie jacky
        geertruida=gertrude=gertrud: truus trudy geertje trudi gerda trui trude
        theodora: dora thea doortje
        johanna=giovanna=joanna=juana=jeanne: jo joke hanna janna asia
        anna=anne=ana: annie anneke annet anja ans anouk nan nancy antje ania anita annika
        annemarie: annemiek
        susanna=susanne=suzanne=susan=zuzanna=suzan: sanne suus sue suzy susie susi zuza
        magdalena=madeleine=magdalene: leen lena magda madelon lenie maddy
        helena=helene=helen=elena: leni lena lenie hella nel hela
        christina=christine=kristina=cristina=krystyna: tina chris stien kirsten chrissy christel stina krysia christa
        francisca=franziska=francoise=francesca=frances: cisca franka fran fanny franzi sis franzi
        barbara: babs barb barbie baerbel basia
        dorothea=dorothy=dorothee=dorota: doortje thea dora dot dotty doro
        theresia=theresa=teresa=therese: trees tess tessa terry resi thea
        veronica=veronika=veronique: vera vroni ronnie
        alida=adelheid=adelaide=aleida: alie aaltje ada heidi adele lida
        agatha: aagje
        agnes=agnieszka=ines: aga nies
        charlotte=carlotta: lotte lot charley lotje
        josephine=josefine=josefa=giuseppina: fien josie jo pepa pina
        caroline=karoline=carolina=karolina: lien caro carrie line
        emilia=emilie=emily: em emmy emi mila milly
        victoria=viktoria=vittoria: vicky vicki tori
        rebecca=rebekka: becky becca bekki
        deborah=debora: debbie deb
        jennifer: jen jenny
        jessica: jess jessie
        kimberly=kimberley: kim kimmy
        stephanie=stefanie=estefania: steffi steph stef
        samantha: sam sammy
        pamela: pam
        susannah: sue
        amanda: mandy
        gabriele=gabriela=gabrielle=gabriella: gabi gaby
        angelika=angelica=angelique=angela: angie geli
        ursula: uschi ulla
        sabine=sabina: bine
        birgit=brigitte=bridget: biggi gitte gitta
        waltraud: traudl
        rosa=rosalia=rosemarie: rosi roos rosie rosita
        dolores: lola loli
        mercedes: merche
        concepcion: concha conchita
        pilar: pili
        guadalupe: lupe
        consuelo: chelo
        malgorzata: gosia
        sigridur: sigga
        gudrun: gunna
        ingibjorg: inga
        ragnheidur: ragga
        gudmundur: gummi
        sigurdur: siggi
        magnus: maggi
        mehmet: memo
        mustafa: musti
        fatma: fato
        ibrahim: ibo
        hans-peter=hanspeter: hape
        """;

    /// <summary>Names that are a letter or two away from others.</summary>
    private const string Others = """
        aaron adam adem ahmet aida alan alain alice alicia alina aline alma alois amelie amira amy anders andrej andrei anica anke anton antonina ari arne arno aron arthur artur
        astrid aurora axel ayla ayse bram brian bruno carina carla carmen carola carolin cecile celine chantal chloe ciara cindy claire clara claudia claudio clemens colin corina
        dagmar damian daniela danielle daphne dario davide debby delia demi denis denise diana diego dina dionne dominic dora doris ebba edgar edith elias elina ellen elin elke elmar else
        elvira emil emine emma emre enrico eric erik erika erin erna ernst esma esra esther eugen eva evelien evelyn ewa fabian fabio fatih felix fenna fiona fleur flora florian
        floris frederike gemma georg george gina gisela giulia gloria grace greta guido gunnar gustav guus hakan halil hannah harald harm harry hasan hatice hedwig heike heiko
        heinz heleen helga helge helmut henri henrik henry herman hermann hilda hilde horst hugo ida igor ilona ina inga inge ingrid irena irene irina iris irma isak ivan ivo ivana jacek
        jade jakob jane janet janine janne jannes jannie janos jasmin jasmijn jasmine jasper jean jelle jens jerome jesper jesse jill jitka joan joana joanne joel joke jolanda jon jonas
        jordan jorge jorgen joris jorn josip juan judith judy julia julian juliana julie julien julius june justin justyna juan kaja kamil kara karen karla karsten katja katrin kay keith kelly kemal
        kerstin kevin kirsten klara koen konrad kristin kurt lars laura lauren lea leah lena leon leona leonie leyla lia lieke lilly lily lina linda linh lisa livia loes loic lola
        lore lotte louise luc luca lucas lucia lucie lucy luisa luise luka lukas luke luna luuk lydia lynn mads maja malin mara marcel margot mariam marian mariana marianne marijn marija marina mario
        marit marius marjan marjolein marlene marlies marloes marta marte martha martina marvin marta mateo matti maud maureen maurice mauro max mehdi mei melanie melissa
        mercy merel merve mia michaela michelle mila milan milena milou mina mira miriam mirjam mohamed mona monica monika monique morten moritz murat nadia nadine nadja naomi natalia natalie natasja
        nathan neil nele nelson nicola nicole nienke nils nina noa noah noel nora noor nora nuria olaf olga oliver olivia oscar oskar osman otto paola pascal paul paula
        paulina pauline paulo pavel pawel pele per philipa pia pablo quinten rachel ralph ramona ramon rana rasmus raul regina rene renee renata renate rhea riana ricarda rik rita rob
        robin roel roland rolf roman romy rosa rosanne roy ruben rudi rune ruth ryan sabrina salih sally salma sara sarah saskia sasha sean selin selma serena serge sergio sharon sheila silke
        silvia silvio simona simone sina sjoerd sofia sofie sonja sophia sophie sonia stacy stella sten stijn sven svenja sylvia sylvie tamara tanja tara tatjana ted tekla teo
        thea tia tibor till tilman timo tina tineke tirza tobin tor torben tove tristan truus tuan tyler uwe valentin valentina valerie vanessa vera viola violet vito volker wanda wendy werner wesley wiebke
        wilma wim xavier yara yasmin yusuf yves yvette yvonne zara zehra zeynep zoe zora jana jona mark marco marie mario jens jane nele nils niels petra paul paula carlo carla
        stefania michaela andrea roberta roberto daniel daniela manuel manuela emanuela patrick patrizia julio julia julie juliette henriette annette jeannette martine christiane
        """;

    private static readonly Table Known = Table.Read();

    /// <summary>How two given names, as skeletons (<see cref="PersonalName.Skeleton"/>), belong together.</summary>
    public static GivenNameRelation Relate(string one, string other)
    {
        if (!Known.Names.TryGetValue(one, out var mine) || !Known.Names.TryGetValue(other, out var theirs))
            return GivenNameRelation.Unknown;
        foreach (var (line, isName) in mine)
        {
            foreach (var (otherLine, isOtherName) in theirs)
            {
                if (line == otherLine && line >= 0 && (isName || isOtherName))
                    return GivenNameRelation.Nickname;
            }
        }
        return GivenNameRelation.Distinct;
    }

    /// <summary>The names that somebody who is called so may have, the first spelling of each: keys to look people up by.</summary>
    public static IEnumerable<string> NamesOf(string name) =>
        Known.Names.TryGetValue(name, out var lines) ? lines.Select(line => line.Line < 0 ? name : Known.First[line.Line]).Append(name).Distinct() : [name];

    /// <summary>Each name with the lines that it is on, and the first name of each line; names of <see cref="Others"/> are on none (-1).</summary>
    private sealed record Table(FrozenDictionary<string, List<(int Line, bool IsName)>> Names, IReadOnlyList<string> First)
    {
        public static Table Read()
        {
            var names = new Dictionary<string, List<(int, bool)>>();
            var first = new List<string>();
            foreach (var line in Nicknames.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                var spellings = line[..colon].Split('=').Select(PersonalName.Skeleton).Distinct().ToList();
                foreach (var spelling in spellings)
                    Add(spelling, first.Count, isName: true);
                foreach (var nickname in line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(PersonalName.Skeleton).Except(spellings))
                    Add(nickname, first.Count, isName: false);
                first.Add(spellings[0]);
            }
            foreach (var name in Others.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(PersonalName.Skeleton))
            {
                if (!names.ContainsKey(name))
                    Add(name, -1, isName: true);
            }
            return new Table(names.ToFrozenDictionary(), first);

            void Add(string name, int line, bool isName)
            {
                if (!names.TryGetValue(name, out var known))
                    names[name] = known = [];
                known.Add((line, isName));
            }
        }
    }
}
