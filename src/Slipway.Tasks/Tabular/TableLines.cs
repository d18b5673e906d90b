using System.Buffers;
using Slipway.Errors;
using Slipway.Tasks.Requests;
using Slipway.Tasks.Tabular.Answers;
using Slipway.Tasks.Tabular.Columns;
using Slipway.Tasks.Tabular.Records;

namespace Slipway.Tasks.Tabular;

/// <summary>
/// Records one on each line, answered one on each line. A line that is wrong is answered by <c>{"error": …}</c> in its place
/// and hurts no other; empty lines are passed over. Not thread-safe.
/// </summary>
internal sealed class TableLines(TableLayout layout, AnswerLayout answers, IModelCalls model)
{
    private const int Together = 256;

    private readonly AnswerBuffer _output = new();
    private readonly List<TableRecord> _lines = new(Together);

    public async ValueTask<TypedAnswer> AnswerAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        JsonBody.CheckLines(body, TableRun.MostRecords);
        var rest = body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
        while (!rest.IsEmpty)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!line.Span.TrimStart(" \t\r"u8).IsEmpty)
                _lines.Add(Read(line));
            if (_lines.Count == Together || rest.IsEmpty)
                await AnswerLinesAsync(cancellationToken).ConfigureAwait(false);
        }

        return new TypedAnswer(TypedAnswer.JsonLines, _output.Written);
    }

    private TableRecord Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonBody.Parse(line, "line");
            return new JsonRecords(layout).One(document.RootElement, "");
        }
        catch (ServingException e)
        {
            return new TableRecord("", [], e.Message);
        }
    }

    private async ValueTask AnswerLinesAsync(CancellationToken cancellationToken)
    {
        // Where all lines are wrong, nothing is computed that would end with the caller.
        cancellationToken.ThrowIfCancellationRequested();
        var good = _lines.Where(line => line.Problem is null).ToList();
        var results = await ComputeAsync(good, cancellationToken).ConfigureAwait(false);
        var next = 0;
        foreach (var line in _lines)
        {
            _output.Write(line.Problem is null ? results[next++] : Error(line.Problem));
            _output.Write("\n"u8);
        }

        _lines.Clear();
    }

    // Together, and each by itself where one of them is refused, to learn which.
    private async ValueTask<List<byte[]>> ComputeAsync(List<TableRecord> records, CancellationToken cancellationToken)
    {
        var results = new List<byte[]>(records.Count);
        try
        {
            var run = new TableRun(layout, answers, model, Write);
            await run.RunAsync(records, cancellationToken).ConfigureAwait(false);
            return results;
        }
        catch (ServingException e) when (e.Code is ServingErrorCode.InvalidArgument or ServingErrorCode.TooLarge)
        {
            if (records.Count == 1)
                return [Error(e.Message)];
        }

        results.Clear();
        foreach (var record in records)
        {
            results.AddRange(await ComputeAsync([record], cancellationToken).ConfigureAwait(false));
        }

        return results;

        void Write(AnswerTable table, int rows)
        {
            for (var row = 0; row < rows; row++)
            {
                var at = row;
                results.Add(JsonAnswers.Write(writer => table.Write(writer, at)).Body.ToArray());
            }
        }
    }

    private static byte[] Error(string message) =>
        JsonAnswers
            .Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("error"u8, message);
                writer.WriteEndObject();
            })
            .Body.ToArray();
}
