using System.Text.Json.Nodes;
using Kith.Organizations;

namespace Kith.Web.OrganizationPages;

/// <summary>Where on the page the declared properties of an organization stand. By their kinds, so that a new one is on the page once it is declared.</summary>
internal static class OrganizationFields
{
    /// <summary>The other end of where people belong.</summary>
    public const string People = "people";

    /// <summary>Ways to reach it.</summary>
    public static readonly IReadOnlyList<Field> Contact = [.. Shown(field => field.Name == "website"), .. Shown(field => field is PartsField or PartField)];

    /// <summary>What puts it together with others.</summary>
    public static readonly IReadOnlyList<LinksField> Lists = [.. Shown(field => field is LinksField).Cast<LinksField>()];

    /// <summary>Moments, most of which the server sets.</summary>
    public static readonly IReadOnlyList<Field> Moments = [.. Shown(field => field is InstantField)];

    /// <summary>What it is.</summary>
    public static readonly IReadOnlyList<Field> About = [.. Shown(field => field is TextField or IntegerField or BooleanField or ChoiceField or LinkField).Except(Contact)];

    /// <summary>Whether there is nothing to show.</summary>
    public static bool IsEmpty(JsonNode? value) => value is null or JsonArray { Count: 0 } or JsonObject { Count: 0 };

    private static IEnumerable<Field> Shown(Func<Field, bool> isMeant) => Organization.Resource.Fields.Where(field => field.Direction != Direction.WriteOnly && field.IsStored && isMeant(field));
}
