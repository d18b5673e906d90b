using System.Buffers;
using System.Text;
using Slipway.Tasks.Requests;

namespace Slipway.Tasks.Tabular.Answers;

/// <summary>Writes answers as CSV (RFC 4180): a header, and a row for each record, in order. Not thread-safe.</summary>
internal sealed class CsvAnswer(char delimiter)
{
    public const string MediaType = "text/csv";

    private readonly AnswerBuffer _output = new();
    private bool _hasHeader;

    public void Write(AnswerTable table, int rows)
    {
        if (!_hasHeader)
            WriteRow(table.Header);
        _hasHeader = true;
        for (var row = 0; row < rows; row++)
        {
            WriteRow(table.Fields(row));
        }
    }

    public TypedAnswer ToAnswer() => new(MediaType, _output.Written);

    private void WriteRow(IEnumerable<string> fields)
    {
        var isFirst = true;
        foreach (var field in fields)
        {
            if (!isFirst)
                _output.Write([(byte)delimiter]);
            isFirst = false;
            var isPlain = field.AsSpan().IndexOfAny([delimiter, '"', '\r', '\n']) < 0;
            Encoding.UTF8.GetBytes(
                isPlain ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
                _output
            );
        }

        _output.Write("\r\n"u8);
    }
}
