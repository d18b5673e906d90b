using System.Text.Json;
using Slipway.Cli.Predict.Rows;
using Slipway.Client.Typed;
using Slipway.Errors;

namespace Slipway.Cli.Predict;

/// <summary>How a run asks.</summary>
/// <param name="BatchRows">Rows in one request.</param>
/// <param name="Concurrency">Requests at the same time.</param>
internal sealed record PredictSettings(int BatchRows, int Concurrency)
{
    /// <summary>Members that are read of which columns.</summary>
    public required IReadOnlyDictionary<string, string> Map { get; init; }

    /// <summary>Members that are the same in each request.</summary>
    public required IReadOnlyDictionary<string, string> Constants { get; init; }

    /// <summary>Columns of the input that go into the output; null for all.</summary>
    public IReadOnlyList<string>? Kept { get; init; }
}

/// <summary>
/// Sends the rows of a table to a model, several requests at a time, and writes the answers in the rows' order. What has been
/// written is noted as it goes.
/// </summary>
internal sealed class PredictRun(
    TypedModelClient client,
    TypedModelDescription model,
    PredictSettings settings,
    AnswerFile answers,
    TimeProvider time
)
{
    /// <summary>Runs to the end of the input.</summary>
    /// <param name="rows">The input, from its first row on: those that are done are passed over.</param>
    /// <param name="progress">Is told the share of the input that is done, and the rows.</param>
    /// <param name="cancellationToken">Interrupts; what is done by then is kept.</param>
    /// <exception cref="ServingException">The server failed; what was answered before is kept.</exception>
    public async Task RunAsync(
        IAsyncEnumerable<InputRow> rows,
        Action<double, Checkpoint> progress,
        CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var underWay = new Queue<Task<List<(InputRow Row, JsonElement Answer)>>>();
        var done = answers.Checkpoint.Rows;
        ColumnMap? map = null;
        try
        {
            var batch = new List<InputRow>(settings.BatchRows);
            await foreach (var row in rows.WithCancellation(cancellationToken))
            {
                if (row.Problem is null)
                    map ??= Map(row);
                if (row.Number <= done)
                    continue;
                batch.Add(row);
                if (batch.Count < settings.BatchRows)
                    continue;
                underWay.Enqueue(AskAsync([.. batch], map, stop.Token));
                batch.Clear();
                if (underWay.Count >= settings.Concurrency)
                    progress(row.Share, await WriteAsync(underWay.Dequeue()));
            }

            if (batch.Count > 0)
                underWay.Enqueue(AskAsync([.. batch], map, stop.Token));
            while (underWay.TryDequeue(out var next))
            {
                progress(1, await WriteAsync(next));
            }
        }
        catch
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(underWay)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        finally
        {
            answers.Note(time, now: true);
        }
    }

    private ColumnMap Map(InputRow first)
    {
        string[] columns = [.. first.Columns.Select(column => column.Key)];
        if (settings.Kept?.FirstOrDefault(kept => !columns.Contains(kept)) is { } missing)
        {
            throw CliException.Usage(
                $"--keep {missing}: the input has no such column; it has {string.Join(", ", columns)}."
            );
        }

        return ColumnMap.Create(model.RequestSchema, columns, settings.Map, settings.Constants);
    }

    private async Task<List<(InputRow Row, JsonElement Answer)>> AskAsync(
        List<InputRow> rows,
        ColumnMap? map,
        CancellationToken cancellationToken
    )
    {
        var good = rows.Where(row => row.Problem is null).ToList();
        var replies =
            good.Count == 0 ? [] : await client.PredictLinesAsync([.. good.Select(map!.Request)], cancellationToken);
        var next = 0;
        return [.. rows.Select(row => (row, row.Problem is null ? replies[next++] : default))];
    }

    private async Task<Checkpoint> WriteAsync(Task<List<(InputRow Row, JsonElement Answer)>> asked)
    {
        foreach (var (row, answer) in await asked)
        {
            if (row.Problem is { } problem)
                answers.AddBad(row, problem);
            else if (ErrorOf(answer) is { } error)
                answers.AddBad(row, error);
            else
                answers.Add(row, answer);
        }

        answers.Note(time);
        return answers.Checkpoint;
    }

    private static string? ErrorOf(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object
        && answer.TryGetProperty("error", out var error)
        && error.ValueKind == JsonValueKind.String
        && answer.GetPropertyCount() == 1
            ? error.GetString()
            : null;
}
