namespace Kith.VCards;

/// <summary>Media types, and the words that 2.1 and 3.0 have for them (<c>TYPE=JPEG</c>).</summary>
internal static class MediaTypes
{
    /// <summary>Takes the media type out of the parameters of a photo, logo, sound or key; null when they do not say.</summary>
    public static string? TakeFrom(List<VCardParameter> parameters, string property)
    {
        if (parameters.Find(parameter => parameter.Is("MEDIATYPE")) is { Values: [var declared, ..] } mediaType)
        {
            parameters.Remove(mediaType);
            return declared;
        }
        var at = parameters.FindIndex(parameter => parameter.Is("TYPE"));
        if (at < 0 || parameters[at].Values.FirstOrDefault(IsFormat) is not { } format)
            return null;
        var others = parameters[at].Values.ToList();
        others.Remove(format);
        if (others.Count > 0)
            parameters[at] = new(parameters[at].Name, others);
        else
            parameters.RemoveAt(at);
        return format.Contains('/', StringComparison.Ordinal) ? format.ToLowerInvariant() : FamilyOf(property) + format.ToLowerInvariant();
    }

    /// <summary>The word for it in 3.0: <c>JPEG</c> for a photo that is <c>image/jpeg</c>.</summary>
    public static string WordFor(string mediaType, string property) =>
        FamilyOf(property) is var family && mediaType.StartsWith(family, StringComparison.Ordinal) ? mediaType[family.Length..].ToUpperInvariant() : mediaType;

    /// <summary>What bytes are by their first ones; null when that is not known.</summary>
    public static string? Recognise(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        _ => null,
    };

    /// <summary>Whether a TYPE is a format: not where the property belongs.</summary>
    private static bool IsFormat(string type) => type.Length > 0
        && !type.Equals("work", StringComparison.OrdinalIgnoreCase)
        && !type.Equals("home", StringComparison.OrdinalIgnoreCase)
        && !type.Equals("pref", StringComparison.OrdinalIgnoreCase);

    private static string FamilyOf(string property) =>
        property.Equals("SOUND", StringComparison.OrdinalIgnoreCase) ? "audio/"
        : property.Equals("KEY", StringComparison.OrdinalIgnoreCase) ? "application/"
        : "image/";
}
