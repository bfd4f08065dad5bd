using System.Text;

namespace Kith.VCards;

/// <summary>Makes cards of unfolded lines, one line after the other. What follows a mistake is read on to the end of its card, and not kept.</summary>
internal sealed class CardAssembler(VCardReadOptions options, TextDecoder decoder, LogicalLines lines)
{
    private readonly PropertyParser parser = new(decoder);
    private readonly Stack<Frame> frames = new();
    private long card;
    private long cardLine;
    private int depth;
    private long bytes;
    private int properties;
    private int blanks;
    private bool isAgent;
    private bool isOutside;
    private VCardError? failure;

    /// <summary>Takes the line where the lines stand; what came of it, if it ended something.</summary>
    public VCardOutcome? Accept()
    {
        var line = lines.Current.Trim(" \t"u8);
        if (line.Length == 0 && !lines.IsTooLong)
        {
            blanks++;
            return null;
        }
        if (IsBegin(line))
            return Begin();
        if (IsEnd(line))
            return depth == 0
                ? Error(VCardErrorCode.EndWithoutBegin, card == 0 ? $"Line {lines.Number}: END:VCARD without a BEGIN:VCARD." : $"Line {lines.Number}: END:VCARD without a BEGIN:VCARD, after card {card}.")
                : End();
        if (depth == 0)
            return Outside();
        AcceptProperty(lines.Current.TrimStart(" \t"u8));
        return null;
    }

    /// <summary>What the end of the file ended.</summary>
    public VCardOutcome? Finish() => depth == 0 ? null : Cut($"Card {card}, which begins in line {cardLine}, has no END:VCARD: the file ends in line {lines.Number}.");

    /// <summary>Whether a line is the end of a card.</summary>
    public static bool IsEnd(ReadOnlySpan<byte> line) => Is(line, "END"u8);

    private static bool IsBegin(ReadOnlySpan<byte> line) => Is(line.StartsWith(Encoding.UTF8.Preamble) ? line[3..] : line, "BEGIN"u8);

    private static bool Is(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
    {
        line = line.Trim(" \t"u8);
        return line.Length > name.Length && line.Length < 40 && Ascii.EqualsIgnoreCase(line[..name.Length], name)
            && line[name.Length..].TrimStart(" \t"u8) is [(byte)':', .. var type] && Ascii.EqualsIgnoreCase(type.TrimStart(" \t"u8), "VCARD"u8);
    }

    private VCardOutcome? Begin()
    {
        var cut = depth > 0 && !isAgent ? Cut($"Card {card}, which begins in line {cardLine}, has no END:VCARD before the BEGIN:VCARD in line {lines.Number}.") : default(VCardOutcome?);
        if (depth == 0)
        {
            card++;
            cardLine = lines.Number;
        }
        Enter();
        return cut;
    }

    private void Enter()
    {
        (isAgent, isOutside, blanks) = (false, false, 0);
        depth++;
        if (depth > options.MaxDepth + 1)
            FailTooDeep();
        else
            frames.Push(new());
        lines.KeepsFoldingSpace = false;
    }

    private VCardOutcome? End()
    {
        var frame = frames.Count == depth ? frames.Pop() : null;
        depth--;
        (isAgent, blanks) = (false, 0);
        if (depth == 0)
        {
            var outcome = new VCardOutcome(card, cardLine, failure is null ? frame!.ToCard() : null, failure);
            Forget();
            return outcome;
        }
        if (frame is not null && frames.TryPeek(out var outer))
        {
            lines.KeepsFoldingSpace = outer.Version == VCardVersion.V21;
            if (outer.Properties.Count > 0 && failure is null)
                outer.Properties[^1] = outer.Properties[^1] with { Value = "", Card = frame.ToCard() };
        }
        return null;
    }

    private VCardOutcome? Outside()
    {
        if (isOutside)
            return null;
        isOutside = true;
        return Error(VCardErrorCode.OutsideCard, card == 0 ? $"Line {lines.Number} is not part of a vCard: there is no BEGIN:VCARD before it." : $"Line {lines.Number} is not part of a vCard: it stands after card {card}.");
    }

    private void AcceptProperty(ReadOnlySpan<byte> line)
    {
        isAgent = line.Length >= 6 && Ascii.EqualsIgnoreCase(line[..5], "AGENT"u8) && line.TrimEnd(" \t"u8) is [.., (byte)':'];
        bytes += lines.Current.Length;
        properties++;
        if (lines.IsTooLong)
            Fail(VCardErrorCode.PropertyTooLong, $"Line {lines.Number}, in card {card}: a property of more than {options.MaxPropertyBytes} bytes.");
        else if (PropertyParser.FindColon(line) > options.MaxParameterBytes)
            Fail(VCardErrorCode.PropertyTooLong, $"Line {lines.Number}, in card {card}: a property with parameters of more than {options.MaxParameterBytes} bytes.");
        else if (bytes > options.MaxCardBytes)
            Fail(VCardErrorCode.CardTooLong, $"Line {lines.Number}: card {card} has more than {options.MaxCardBytes} bytes.");
        else if (properties > options.MaxProperties)
            Fail(VCardErrorCode.TooManyProperties, $"Line {lines.Number}: card {card} has more than {options.MaxProperties} properties.");
        if (failure is not null)
            return;
        var frame = frames.Peek();
        if (parser.Parse(line, frame.Version) is { } property)
            Add(frame, property);
        else if (!frame.TryContinue(decoder.Decode(lines.Current), blanks))
            Fail(VCardErrorCode.NotAProperty, $"Line {lines.Number}, in card {card}, is not a property: it has no name and colon at its beginning.");
        blanks = 0;
    }

    private void Add(Frame frame, VCardProperty property)
    {
        if (property.Is("VERSION") && Version(property.Value) is { } version)
        {
            frame.Version = version;
            lines.KeepsFoldingSpace = version == VCardVersion.V21;
            return;
        }
        if (property.Is("AGENT") && property.Value.Length > 0)
            property = WithCard(property);
        frame.Add(property);
        if (property.Is("AGENT") && property.Card is null && IsBegin(Encoding.UTF8.GetBytes(property.Value)))
            Enter();
    }

    /// <summary>3.0 writes the card of an agent as the text of the property.</summary>
    private VCardProperty WithCard(VCardProperty property)
    {
        var text = property.Text;
        if (!text.TrimStart().StartsWith("BEGIN:VCARD\n", StringComparison.OrdinalIgnoreCase))
            return property;
        var content = Encoding.UTF8.GetBytes(text);
        var within = new LogicalLines(new PhysicalLines(content, content.Length), content.Length);
        var nested = new CardAssembler(options with { MaxDepth = options.MaxDepth - depth, MaxProperties = options.MaxProperties - properties }, decoder, within);
        var inner = default(VCardOutcome?);
        while (inner is null && within.Read() == ReadState.Line)
            inner = nested.Accept();
        properties += nested.properties;
        if (inner?.Error is { Code: VCardErrorCode.TooDeep or VCardErrorCode.TooManyProperties } error)
            Fail(error.Code, $"Line {lines.Number}, in card {card}: {error.Message}");
        return inner?.Card is { } agent ? property with { Value = "", Card = agent } : property;
    }

    private static VCardVersion? Version(string text) => text.Trim() switch
    {
        "2.1" => VCardVersion.V21,
        "3.0" => VCardVersion.V30,
        "4.0" => VCardVersion.V40,
        _ => null,
    };

    private VCardOutcome Cut(string message)
    {
        Fail(VCardErrorCode.Truncated, message);
        var outcome = new VCardOutcome(card, cardLine, null, failure);
        Forget();
        return outcome;
    }

    private void Forget()
    {
        frames.Clear();
        (depth, bytes, properties, failure, isAgent, blanks) = (0, 0, 0, null, false, 0);
        lines.KeepsFoldingSpace = false;
    }

    private void FailTooDeep() => Fail(VCardErrorCode.TooDeep, $"Line {lines.Number}: cards are more than {options.MaxDepth} deep in card {card}.");

    private void Fail(VCardErrorCode code, string message) => failure ??= new(code, card, lines.Number, message);

    private VCardOutcome Error(VCardErrorCode code, string message) => new(card, lines.Number, null, new(code, card, lines.Number, message));

    /// <summary>A card that is not at its end yet.</summary>
    private sealed class Frame
    {
        private StringBuilder? continued;

        public List<VCardProperty> Properties { get; } = new(12);

        public VCardVersion? Version { get; set; }

        public void Add(VCardProperty property)
        {
            EndContinued();
            Properties.Add(property);
        }

        /// <summary>Old versions of Outlook, and people, break the lines of notes without folding them.</summary>
        public bool TryContinue(string line, int blanks)
        {
            if (Properties is not [.., var last] || !(last.Is("NOTE") || last.Is("LABEL")))
                return false;
            continued ??= new(last.Value);
            for (var i = 0; i <= blanks; i++)
                continued.Append("\\n");
            continued.Append(line);
            return true;
        }

        public VCard ToCard()
        {
            EndContinued();
            return new(Version, Properties);
        }

        private void EndContinued()
        {
            if (continued is null)
                return;
            Properties[^1] = Properties[^1] with { Value = continued.ToString() };
            continued = null;
        }
    }
}
