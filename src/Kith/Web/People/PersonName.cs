using System.Text.Json.Nodes;

namespace Kith.Web;

/// <summary>How a person or a user is called on a page.</summary>
internal static class PersonName
{
    /// <summary>The name as it is said: given name, additional name, family name; of somebody without one, the e-mail address.</summary>
    public static string Of(JsonObject person)
    {
        var name = string.Join(' ', ((string[])["givenName", "additionalName", "familyName"]).Select(part => person[part]?.GetValue<string>()).Where(part => !string.IsNullOrWhiteSpace(part)));
        return name.Length > 0 ? name : person["email"]?.GetValue<string>() ?? person["id"]?.GetValue<string>() ?? "";
    }
}
