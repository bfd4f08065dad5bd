using System.Collections.Frozen;
using System.Globalization;
using Kith.People;

namespace Kith.Import.Mapping;

/// <summary>What countries are called, and their codes of two and three letters.</summary>
internal static class CountryNames
{
    /// <summary>Runtimes know what a country is called in English and at home; this is what its neighbours call it, and how else it is written.</summary>
    private const string Others = """
        NL the netherlands, holland, niederlande, die niederlande, pays bas, paises bajos, netherlands the, kingdom of the netherlands
        DE duitsland, allemagne, alemania, germania, bundesrepublik deutschland, brd
        BE belgie, belgique, belgien, belgica
        LU luxemburg, luxemburgo
        FR frankrijk, frankreich, francia
        ES spanje, spanien, espagne, espana
        PT portugal
        IT italie, italien, italia
        GB uk, u.k., great britain, britain, england, scotland, wales, northern ireland, engeland, schotland, groot brittannie, groot-brittannie, verenigd koninkrijk, grossbritannien, vereinigtes konigreich, england, royaume uni, royaume-uni, grande bretagne, angleterre, reino unido, inglaterra, gran bretana
        IE ierland, irland, irlande, irlanda, republic of ireland
        US usa, u.s.a., u.s., america, united states of america, the united states, verenigde staten, verenigde staten van amerika, vs, vereinigte staten, vereinigte staten von amerika, etats unis, etats-unis, estados unidos, eeuu, ee.uu.
        CA kanada
        MX mexiko, mexique
        CH zwitserland, schweiz, suisse, svizzera, suiza
        AT oostenrijk, osterreich, oesterreich, autriche
        DK denemarken, danemark, dinamarca
        SE zweden, schweden, suede, suecia
        NO noorwegen, norwegen, norvege, noruega
        FI finnland, finlande, finlandia
        IS ijsland, island, islande, islandia
        PL polen, pologne, polonia
        CZ tsjechie, tschechien, tchequie, chequia, czech republic, the czech republic, czechia
        SK slowakije, slowakei, slovaquie, eslovaquia
        HU hongarije, ungarn, hongrie, hungria
        RO roemenie, rumanien, roumanie, rumania
        BG bulgarije, bulgarien, bulgarie
        GR griekenland, griechenland, grece, grecia
        HR kroatie, kroatien, croatie, croacia
        SI slovenie, slowenien, eslovenia
        TR turkije, turkei, turquie, turquia, turkey
        RU rusland, russland, russie, rusia, russian federation
        UA oekraine, ukraine, ucrania
        EE estland, estonie
        LV letland, lettland, lettonie, letonia
        LT litouwen, litauen, lituanie, lituania
        CN volksrepubliek china, peoples republic of china, chine
        JP japon
        IN indien, inde
        BR brazilie, brasilien, bresil, brasil
        AR argentinie, argentinien, argentine
        ZA zuid-afrika, zuid afrika, sudafrika, afrique du sud, sudafrica
        AU australie, australien
        NZ nieuw-zeeland, neuseeland, nouvelle zelande, nueva zelanda
        MA marokko, maroc, marruecos
        KR south korea, korea, zuid-korea, sudkorea, coree du sud, corea del sur
        AE uae, u.a.e., emirates
        CW curacao
        VN vietnam
        """;

    private static readonly FrozenDictionary<string, string> Codes = Build();

    /// <summary>The code (ISO 3166-1 alpha-2) of a code or name; null when none is meant.</summary>
    public static string? CodeOf(string text) => Countries.Code.IsMet(text) ? text.ToUpperInvariant() : Codes.GetValueOrDefault(Folding.Fold(text).Trim(' ', '.', ','));

    private static FrozenDictionary<string, string> Build()
    {
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var code in Countries.All)
            Add(codes, new RegionInfo($"en-{code}"));
        // A country of several languages has several names at home.
        foreach (var culture in CultureInfo.GetCultures(CultureTypes.SpecificCultures))
        {
            if (new RegionInfo(culture.Name) is { TwoLetterISORegionName.Length: 2 } region && Countries.Code.IsMet(region.TwoLetterISORegionName))
                Add(codes, region);
        }
        foreach (var line in Others.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var name in line[3..].Split(", "))
                codes.TryAdd(name.Trim('.'), line[..2]);
        }
        return codes.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static void Add(Dictionary<string, string> codes, RegionInfo region)
    {
        foreach (var name in (string[])[region.EnglishName, region.NativeName, region.ThreeLetterISORegionName])
            codes.TryAdd(Folding.Fold(name), region.TwoLetterISORegionName);
    }
}
