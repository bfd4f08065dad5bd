using System.Text;

namespace Kith.VCards;

/// <summary>Makes a property of an unfolded line.</summary>
internal sealed class PropertyParser(TextDecoder decoder)
{
    private char[] headChars = new char[256];

    /// <summary>Where the value begins: at the first colon that is not in quotes, or at the first when a quote is never closed.</summary>
    public static int FindColon(ReadOnlySpan<byte> line)
    {
        var first = line.IndexOf((byte)':');
        if (first < 0 || line[..first].IndexOf((byte)'"') is not (>= 0 and var quote))
            return first;
        var isQuoted = false;
        for (var i = quote; i < line.Length; i++)
        {
            if (line[i] == '"')
                isQuoted = !isQuoted;
            else if (line[i] == ':' && !isQuoted)
                return i;
        }
        return isQuoted ? first : -1;
    }

    /// <summary>The property; null when the line is none.</summary>
    /// <param name="line">Without folds.</param>
    /// <param name="version">Of the card, as far as it has said.</param>
    public VCardProperty? Parse(ReadOnlySpan<byte> line, VCardVersion? version)
    {
        var colon = FindColon(line);
        if (colon <= 0 || HeadOf(line[..colon]) is not { } head)
            return null;
        var value = line[(colon + 1)..];
        if (head.Encoding == TransferEncoding.Base64 || ValueKinds.MayBeBinary(head.Name))
        {
            if (Bytes(head, value, version) is { } binary)
                return binary;
            if (head.Encoding == TransferEncoding.Base64)
                // What is not base64 after all is kept as it is, and as what it is called.
                head.Parameters.Add(new("ENCODING", (List<string>)["b"]));
        }
        return new(head.Name, TextOf(head, value, version)) { Group = head.Group, Parameters = ParameterParser.Decode(head.Parameters, version) };
    }

    private string TextOf(Head head, ReadOnlySpan<byte> value, VCardVersion? version)
    {
        var isQuotedPrintable = head.Encoding == TransferEncoding.QuotedPrintable;
        if (isQuotedPrintable)
            value = TransferEncodings.DecodeQuotedPrintable(value);
        var text = Encodings.Named(head.Charset) is { } charset ? charset.GetString(value) : decoder.Decode(value);
        if (isQuotedPrintable)
            text = Normal.OfQuotedPrintable(text);
        // 2.1 has no lists in components: a comma is a comma.
        return version == VCardVersion.V21 && ValueKinds.IsStructured(head.Name) ? Normal.WithoutLists(text) : text;
    }

    private static VCardProperty? Bytes(Head head, ReadOnlySpan<byte> value, VCardVersion? version)
    {
        var mediaType = default(string);
        byte[]? bytes;
        if (value.Length > 5 && Ascii.EqualsIgnoreCase(value[..5], "data:"u8))
            (bytes, mediaType) = DataUri.Parse(value);
        else
            bytes = head.Encoding == TransferEncoding.Base64 ? TransferEncodings.DecodeBase64(value) : null;
        if (bytes is null)
            return null;
        mediaType ??= MediaTypes.TakeFrom(head.Parameters, head.Name) ?? MediaTypes.Recognise(bytes);
        // That the value is an address, or bytes, is said by its being bytes.
        head.Parameters.RemoveAll(parameter => parameter.Is("VALUE"));
        return new(head.Name, "") { Group = head.Group, Parameters = ParameterParser.Decode(head.Parameters, version), Binary = bytes, MediaType = mediaType };
    }

    private Head? HeadOf(ReadOnlySpan<byte> bytes)
    {
        if (!Ascii.IsValid(bytes))
            return HeadOf(decoder.Decode(bytes).AsSpan());
        if (headChars.Length < bytes.Length)
            headChars = new char[bytes.Length * 2];
        return HeadOf(headChars.AsSpan(0, Encoding.ASCII.GetChars(bytes, headChars)));
    }

    private static Head? HeadOf(ReadOnlySpan<char> text)
    {
        var semicolon = text.IndexOf(';');
        var name = (semicolon < 0 ? text : text[..semicolon]).Trim(" \t");
        var dot = name.LastIndexOf('.');
        var group = dot < 0 ? default : name[..dot];
        name = name[(dot + 1)..];
        if (!Names.IsValid(name) || (dot >= 0 && !Names.IsValid(group)))
            return null;
        var head = new Head(Names.Of(name), dot < 0 ? null : Names.Of(group));
        if (semicolon >= 0)
            ParameterParser.Parse(text[(semicolon + 1)..], head);
        return head;
    }

    /// <summary>What stands before the colon.</summary>
    internal sealed class Head(string name, string? group)
    {
        public string Name => name;

        public string? Group => group;

        private Dictionary<string, List<string>>? byName;

        public List<VCardParameter> Parameters { get; } = [];

        public TransferEncoding Encoding { get; set; }

        public string? Charset { get; set; }

        /// <summary>Adds values to those of the same name, in a time that does not depend on how many there are.</summary>
        public void Add(string name, List<string> values)
        {
            // Most properties have few parameters, and none has to have many.
            if (Parameters.Count == 8 && byName is null)
                byName = Parameters.ToDictionary(parameter => parameter.Name, parameter => (List<string>)parameter.Values, StringComparer.OrdinalIgnoreCase);
            var known = byName is null
                ? (List<string>?)Parameters.Find(parameter => parameter.Is(name))?.Values
                : byName.GetValueOrDefault(name);
            if (known is not null)
                known.AddRange(values);
            else
            {
                Parameters.Add(new(name, values));
                byName?.Add(name, values);
            }
        }
    }
}
