using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Kith.VCards;

/// <summary>Writes cards as 3.0 or 4.0: UTF-8, lines that end with CR LF and are folded at 75 bytes.</summary>
public static class VCardWriter
{
    /// <summary>Writes a card. What is read of it is the card as <see cref="VCard.ConvertTo"/> has it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="card">A card of any version.</param>
    /// <param name="version">3.0 or 4.0.</param>
    /// <exception cref="ArgumentOutOfRangeException">2.1, which is only read.</exception>
    public static void Write(IBufferWriter<byte> output, VCard card, VCardVersion version)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(card);
        var line = new ArrayBufferWriter<byte>(512);
        output.Write("BEGIN:VCARD\r\nVERSION:"u8);
        output.Write(version == VCardVersion.V40 ? "4.0\r\n"u8 : "3.0\r\n"u8);
        foreach (var property in card.ConvertTo(version).Properties)
        {
            line.ResetWrittenCount();
            WriteProperty(line, property, version);
            LineFolder.Write(line.WrittenSpan, output);
        }
        output.Write("END:VCARD\r\n"u8);
    }

    /// <summary>The text of a card.</summary>
    /// <param name="card">A card of any version.</param>
    /// <param name="version">3.0 or 4.0.</param>
    /// <exception cref="ArgumentOutOfRangeException">2.1, which is only read.</exception>
    public static string Write(VCard card, VCardVersion version)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        Write(output, card, version);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void WriteProperty(ArrayBufferWriter<byte> line, VCardProperty property, VCardVersion version)
    {
        if (property.Group is { } group)
        {
            Text(line, group);
            line.Write("."u8);
        }
        Text(line, property.Name);
        // Before other types, so that it is the first format that is read.
        if (property is { Binary: not null, MediaType: { } mediaType } && version == VCardVersion.V30)
            WriteParameter(line, "TYPE", [MediaTypes.WordFor(mediaType, property.Name)], version);
        foreach (var parameter in property.Parameters)
            WriteParameter(line, parameter.Name, parameter.Values, version);
        if (property.Binary is { } bytes)
            WriteBinary(line, property, bytes.Span, version);
        else
        {
            line.Write(":"u8);
            Text(line, property.Card is { } agent ? Escaping.Escape(Write(agent, version)) : property.Value);
        }
    }

    private static void WriteBinary(ArrayBufferWriter<byte> line, VCardProperty property, ReadOnlySpan<byte> bytes, VCardVersion version)
    {
        if (version == VCardVersion.V40)
        {
            line.Write(":data:"u8);
            Text(line, property.MediaType ?? "application/octet-stream");
            line.Write(";base64,"u8);
        }
        else
            line.Write(";ENCODING=b:"u8);
        Base64.EncodeToUtf8(bytes, line.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        line.Advance(written);
    }

    private static void WriteParameter(ArrayBufferWriter<byte> line, string name, IReadOnlyList<string> values, VCardVersion version)
    {
        line.Write(";"u8);
        Text(line, name);
        line.Write("="u8);
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0)
                line.Write(","u8);
            var value = version == VCardVersion.V40 ? Carets(values[i]) : values[i];
            var isQuoted = value.AsSpan().IndexOfAny(":;,") >= 0 || value.AsSpan().Trim(" \t").Length != value.Length;
            if (isQuoted)
                line.Write("\""u8);
            Text(line, value);
            if (isQuoted)
                line.Write("\""u8);
        }
    }

    /// <summary>RFC 6868 §3.</summary>
    private static string Carets(string value) => value.AsSpan().IndexOfAny("^\n\"") < 0 ? value : value
        .Replace("^", "^^", StringComparison.Ordinal).Replace("\n", "^n", StringComparison.Ordinal).Replace("\"", "^'", StringComparison.Ordinal);

    private static void Text(ArrayBufferWriter<byte> line, string text) => Encoding.UTF8.GetBytes(text, line);
}
