using System.Globalization;
using System.Text.Json.Nodes;

namespace Kith.Web.Items;

/// <summary>What is typed, as a value of the property; what cannot be one is sent as it is, so that the API says what is wrong with it.</summary>
internal static class Typing
{
    /// <summary>The value that was typed; null for nothing.</summary>
    public static JsonNode? Read(Field field, string text)
    {
        var typed = text.Trim();
        return field switch
        {
            _ when typed.Length == 0 => null,
            BooleanField => typed == "true",
            IntegerField when long.TryParse(typed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ => typed,
        };
    }

    /// <summary>A value as it is put into a box.</summary>
    public static string TextOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "",
        System.Text.Json.JsonValueKind.True => "true",
        System.Text.Json.JsonValueKind.False => "false",
        _ => value.ToString(),
    };
}
