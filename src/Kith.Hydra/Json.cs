using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Kith.Hydra;

/// <summary>JSON in and out: guarded against what makes the framework's readers throw late, written as plain UTF-8.</summary>
public static class Json
{
    /// <summary>How deep a body may nest; the deepest body of any resource here nests 3.</summary>
    public const int MaximumDepth = 512;

    /// <summary>How JSON is written everywhere: letters stay letters.</summary>
    public static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions Parsing = new() { AllowDuplicateProperties = false, MaxDepth = MaximumDepth };

    /// <summary>
    /// Parses a body. Duplicate names, invalid UTF-8 and lone surrogates are found here and not when a value is read.
    /// </summary>
    /// <returns>The document, or why it is not JSON (a 400).</returns>
    public static Outcome<JsonDocument> Parse(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        if (!Utf8.IsValid(utf8.Span))
            return new Problem(400, "The body is not valid UTF-8.");
        try
        {
            var document = JsonDocument.Parse(utf8, Parsing);
            DecodeStrings(document.RootElement);
            return document;
        }
        catch (JsonException exception)
        {
            return new Problem(400, exception is { LineNumber: { } line, BytePositionInLine: { } position }
                ? $"The body is not valid JSON of at most {MaximumDepth} levels (line {line + 1}, byte {position + 1})."
                : "The body names the same property twice, so that it is not clear which value is meant.");
        }
        catch (InvalidOperationException)
        {
            return new Problem(400, "The body is not valid JSON: a string holds half of a surrogate pair.");
        }
    }

    /// <summary>Parses a document that was stored by us.</summary>
    public static JsonObject ParseStored(ReadOnlySpan<byte> utf8) => JsonNode.Parse(utf8)!.AsObject();

    /// <summary>Writes a node as it goes over the wire, or, for people, with each property on a line of its own.</summary>
    public static byte[] Bytes(JsonNode node, bool isIndented = false)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Writing with { Indented = isIndented }))
            node.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A writer with the encoding of the wire.</summary>
    public static Utf8JsonWriter Writer(IBufferWriter<byte> buffer) => new(buffer, Writing);

    private static void DecodeStrings(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            _ = element.GetString();
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                DecodeStrings(item);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                _ = property.Name;
                DecodeStrings(property.Value);
            }
        }
    }
}
