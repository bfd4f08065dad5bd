using System.Buffers;

namespace Kith.VCards;

/// <summary>
/// Lines with what was folded away from them: RFC 6350 §3.2, the folding of 2.1, soft line breaks of quoted-printable, and base64 of 2.1,
/// which ends at an empty line.
/// </summary>
internal sealed class LogicalLines(PhysicalLines lines, int maxBytes)
{
    private static readonly SearchValues<byte> Base64Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    private byte[] buffer = new byte[4096];
    private int length;
    private bool isOpen;
    private bool isPending;
    private int searched;
    private bool isQuoted;
    private bool hasColon;
    private TransferEncoding? encoding;

    /// <summary>The line, unfolded; what there is of it when it is <see cref="IsTooLong"/>.</summary>
    public ReadOnlySpan<byte> Current => buffer.AsSpan(0, length);

    /// <summary>The number of its first line in the file.</summary>
    public long Number { get; private set; }

    /// <summary>Whether it was longer than may be.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>
    /// Whether the card is a 2.1 one, which may be folded at white space only and keeps it (as RFC 822 §3.1.1); later versions fold
    /// anywhere and add the white space.
    /// </summary>
    public bool KeepsFoldingSpace { get; set; }

    public ReadState Read()
    {
        if (!isOpen)
        {
            if (!isPending && lines.Read() is var state and not ReadState.Line)
                return state;
            (length, IsTooLong, isPending, Number) = (0, false, false, lines.Number);
            (searched, isQuoted, hasColon, encoding) = (0, false, false, null);
            Append(lines.Current);
            isOpen = true;
        }
        while (true)
        {
            if (!isPending)
            {
                switch (lines.Read())
                {
                    case ReadState.NeedsMore:
                        return ReadState.NeedsMore;
                    case ReadState.End:
                        return Close();
                }
            }
            isPending = false;
            if (!Continues(lines.Current))
            {
                // It stays where it is until the next step, which begins with it.
                isPending = true;
                return Close();
            }
        }
    }

    private ReadState Close()
    {
        isOpen = false;
        return ReadState.Line;
    }

    private bool Continues(ReadOnlySpan<byte> next)
    {
        if (EndsSoftly())
        {
            length = Current.TrimEnd(" \t"u8).Length - 1;
            // A last line that ends with "=" by mistake does not take the end of the card with it.
            if (CardAssembler.IsEnd(next))
                return false;
            Append(next);
            return true;
        }
        if (next.Length == 0)
            return false;
        if (next[0] is (byte)' ' or (byte)'\t' && length > 0)
        {
            if (HasColon() && Encoding() == TransferEncoding.Base64)
                Append(next.Trim(" \t"u8));
            else
                Append(KeepsFoldingSpace && hasColon ? next : next[1..]);
            return true;
        }
        if (IsBase64(next) && Encoding() == TransferEncoding.Base64)
        {
            Append(next);
            return true;
        }
        return false;
    }

    private bool EndsSoftly() => Current.TrimEnd(" \t"u8) is [.., (byte)'='] && Encoding() == TransferEncoding.QuotedPrintable;

    private TransferEncoding Encoding()
    {
        // Without a colon the parameters have not ended yet.
        if (encoding is null && HasColon())
            encoding = TransferEncodings.OfHead(Current[..searched]);
        return encoding ?? TransferEncoding.None;
    }

    /// <summary>Whether the value has begun. What was looked at once is not looked at again: a line may be folded into millions.</summary>
    private bool HasColon()
    {
        for (; !hasColon && searched < length; searched++)
        {
            if (buffer[searched] == '"')
                isQuoted = !isQuoted;
            else if (buffer[searched] == ':' && !isQuoted)
            {
                hasColon = true;
                break;
            }
        }
        return hasColon;
    }

    private static bool IsBase64(ReadOnlySpan<byte> line) => !line.ContainsAnyExcept(Base64Characters);

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (lines.IsTooLong || length + bytes.Length > maxBytes)
            IsTooLong = true;
        else
        {
            if (buffer.Length - length < bytes.Length)
                Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + bytes.Length));
            bytes.CopyTo(buffer.AsSpan(length));
            length += bytes.Length;
        }
    }
}
