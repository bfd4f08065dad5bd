using System.Text.Json.Nodes;

namespace Kith.Web.PersonPages;

/// <summary>Where on the page the declared properties of a person stand. By their kinds, so that a new one is on the page once it is declared.</summary>
internal static class PersonFields
{
    /// <summary>Everything that is declared.</summary>
    public static readonly IReadOnlyList<Field> Declared = Kith.People.Person.Resource.Fields;

    /// <summary>Ways to reach the person.</summary>
    public static readonly IReadOnlyList<Field> Contact = [.. Shown(field => field is PartsField or PartField)];

    /// <summary>What puts the person together with others, but for organizations.</summary>
    public static readonly IReadOnlyList<LinksField> Lists = [.. Shown(field => field is LinksField && field != Organizations).Cast<LinksField>()];

    /// <summary>What deals with the person come to.</summary>
    public static readonly IReadOnlyList<Field> Deals = [.. Shown(field => field is IntegerField && field.Name.Contains("deal", StringComparison.OrdinalIgnoreCase))];

    /// <summary>Moments, most of which the server sets.</summary>
    public static readonly IReadOnlyList<Field> Moments = [.. Shown(field => field is InstantField)];

    /// <summary>Who the person is.</summary>
    public static readonly IReadOnlyList<Field> About = [.. Shown(field => field != Organizations).Except(Contact).Except(Lists).Except(Deals).Except(Moments)];

    /// <summary>Where the person belongs.</summary>
    public static LinksField Organizations => Kith.People.Person.Organizations;

    /// <summary>The declaration of a property; null for one that is not declared any more.</summary>
    public static Field? Find(string name) => Declared.FirstOrDefault(field => field.Name == name);

    /// <summary>Whether there is nothing to show.</summary>
    public static bool IsEmpty(JsonNode? value) => value is null or JsonArray { Count: 0 } or JsonObject { Count: 0 };

    private static IEnumerable<Field> Shown(Func<Field, bool> isMeant) => Declared.Where(field => field.Direction != Direction.WriteOnly && field.IsStored && isMeant(field));
}
