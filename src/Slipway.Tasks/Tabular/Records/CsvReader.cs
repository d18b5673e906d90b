using System.Text;
using Slipway.Errors;

namespace Slipway.Tasks.Tabular.Records;

/// <summary>A field, and whether it stood in quotes: nothing in quotes is an empty text, and without them no value.</summary>
internal readonly record struct CsvField(string Text, bool IsQuoted);

/// <summary>
/// Reads comma-separated values (RFC 4180) out of UTF-8, row by row: quotes doubled inside quotes, line ends inside them, CRLF
/// or LF between rows, a byte order mark before. Empty lines are passed over. Not thread-safe.
/// </summary>
internal sealed class CsvReader
{
    private const int MostFields = 100_000;

    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly byte _delimiter;
    private int _at;
    private int _nextLine = 1;

    public CsvReader(ReadOnlyMemory<byte> bytes, char delimiter)
    {
        _bytes = bytes;
        _delimiter = (byte)delimiter;
        if (bytes.Span.StartsWith("\uFEFF"u8))
            _at = 3;
    }

    /// <summary>The line that the row begins on, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Reads the next row into <paramref name="fields"/>; false where there is none.</summary>
    /// <exception cref="ServingException">InvalidArgument: it is no CSV, and so nothing behind it can be read.</exception>
    public bool TryRead(List<CsvField> fields)
    {
        fields.Clear();
        var bytes = _bytes.Span;
        while (_at < bytes.Length && bytes[_at] is (byte)'\n' or (byte)'\r')
        {
            EndLine(bytes);
        }

        if (_at >= bytes.Length)
            return false;
        Line = _nextLine;
        while (true)
        {
            if (fields.Count == MostFields)
                throw ServingException.InvalidArgument($"Line {Line} has over {MostFields} fields.");
            fields.Add(_at < bytes.Length && bytes[_at] == '"' ? Quoted(bytes) : Plain(bytes));
            if (_at >= bytes.Length)
                return true;
            if (bytes[_at] != _delimiter)
            {
                EndLine(bytes);
                return true;
            }

            _at++;
        }
    }

    private CsvField Plain(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes[_at..];
        var length = rest.IndexOfAny(_delimiter, (byte)'\r', (byte)'\n');
        if (length < 0)
            length = rest.Length;
        _at += length;
        return new CsvField(Text(rest[..length]), false);
    }

    private CsvField Quoted(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        _at++;
        while (true)
        {
            var length = bytes[_at..].IndexOf((byte)'"');
            if (length < 0)
                throw ServingException.InvalidArgument(
                    $"The quote that a field of line {Line} begins with is not closed."
                );
            var part = bytes.Slice(_at, length);
            text.Append(Text(part));
            _nextLine += part.Count((byte)'\n');
            _at += length + 1;
            if (_at >= bytes.Length || bytes[_at] != '"')
                break;
            text.Append('"');
            _at++;
        }

        if (_at < bytes.Length && bytes[_at] != _delimiter && bytes[_at] is not ((byte)'\r' or (byte)'\n'))
        {
            throw ServingException.InvalidArgument(
                $"A field of line {Line} goes on after its closing quote; quotes inside a field are doubled."
            );
        }

        return new CsvField(text.ToString(), true);
    }

    private void EndLine(ReadOnlySpan<byte> bytes)
    {
        if (bytes[_at] == '\r' && _at + 1 < bytes.Length && bytes[_at + 1] == '\n')
            _at++;
        _at++;
        _nextLine++;
    }

    private string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"Line {Line} is not UTF-8; save the file in that encoding.",
                e
            );
        }
    }
}
