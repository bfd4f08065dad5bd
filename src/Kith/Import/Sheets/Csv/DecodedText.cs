using System.Text;

namespace Kith.Import.Sheets.Csv;

/// <summary>
/// Bytes as text, without losing any silently: where the bytes make no sense in the encoding there is a <see cref="Mark"/>, and
/// <see cref="InvalidAt"/> says where that was.
/// </summary>
internal sealed class DecodedText : TextReader
{
    /// <summary>A noncharacter, which no text should have.</summary>
    public const char Mark = '\uFFFF';

    private const int BlockSize = 32 * 1024;

    private readonly Stream _stream;
    private readonly Decoder _decoder;
    private readonly byte[] _bytes = new byte[BlockSize];
    private long _before;
    private int _at;
    private int _length;
    private bool _ended;

    /// <param name="stream">Stands behind the byte order mark, if there is one.</param>
    /// <param name="encoding">How to read it.</param>
    public DecodedText(Stream stream, Encoding encoding)
    {
        _stream = stream;
        _before = stream.Position;
        Encoding = encoding;
        _decoder = encoding.GetDecoder();
        _decoder.Fallback = new MarkingFallback(this);
    }

    public Encoding Encoding { get; }

    /// <summary>The position in the file, from 0, of the first bytes that make no sense.</summary>
    public long? InvalidAt { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
    {
        var written = 0;
        while (written == 0 && !_ended)
        {
            if (_at == _length)
            {
                _before += _length;
                _at = 0;
                _length = await _stream.ReadAsync(_bytes, cancellationToken);
            }
            _decoder.Convert(_bytes.AsSpan(_at, _length - _at), buffer.Span, _length == 0, out var used, out written, out var completed);
            _ended = _length == 0 && completed;
            _at += used;
        }
        return written;
    }

    private sealed class MarkingFallback(DecodedText text) : DecoderFallback
    {
        public override int MaxCharCount => 1;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(text);

        private sealed class Buffer(DecodedText text) : DecoderFallbackBuffer
        {
            private bool _pending;

            public override int Remaining => _pending ? 1 : 0;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                // The index counts from where the call began, and is negative for bytes that the call before left over.
                text.InvalidAt ??= text._before + text._at + index;
                return _pending = true;
            }

            public override char GetNextChar() => _pending ? Taken() : '\0';

            public override bool MovePrevious() => false;

            private char Taken()
            {
                _pending = false;
                return Mark;
            }
        }
    }
}
