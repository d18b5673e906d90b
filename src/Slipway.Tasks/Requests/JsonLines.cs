using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;

namespace Slipway.Tasks.Requests;

/// <summary>
/// Items one on each line, answered one on each line. A line that is wrong is answered by <c>{"error": …}</c> in its place and
/// hurts no other; empty lines are passed over.
/// </summary>
internal sealed class JsonLines<TItem, TResult>(
    ItemReader<TItem> reader,
    Action<TItem, List<string>> check,
    JsonTypeInfo<TResult> resultType,
    Func<IReadOnlyList<TItem>, IModelCalls, CancellationToken, ValueTask<IReadOnlyList<TResult>>> compute
)
    where TItem : class
{
    // Enough to fill batches; few enough that what is at work stays small.
    private const int Together = 64;

    private readonly List<(TItem? Item, string? Error)> _lines = new(Together);

    public async ValueTask<TypedAnswer> AnswerAsync(
        TypedRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        JsonBody.CheckLines(request.Body, ItemReader<TItem>.MostItems);
        var output = new AnswerBuffer();
        var rest = request.Body;
        if (rest.Span.StartsWith("\uFEFF"u8))
            rest = rest[3..];
        while (!rest.IsEmpty)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!line.Span.TrimStart(" \t\r"u8).IsEmpty)
                _lines.Add(Read(line, request.Options));
            if (_lines.Count == Together || (rest.IsEmpty && _lines.Count > 0))
                await AnswerLinesAsync(output, model, cancellationToken).ConfigureAwait(false);
        }

        return new TypedAnswer(TypedAnswer.JsonLines, output.Written);
    }

    private (TItem?, string?) Read(ReadOnlyMemory<byte> line, IReadOnlyDictionary<string, string> options)
    {
        try
        {
            using var document = JsonBody.Parse(line, "line");
            var (items, isList) = reader.Read(document.RootElement, options);
            if (isList)
                return (null, "A line holds one item, not a list.");
            var errors = new List<string>();
            check(items[0], errors);
            return errors.Count == 0 ? (items[0], null) : (null, string.Join(' ', errors));
        }
        catch (ServingException e) when (IsOfItem(e))
        {
            return (null, e.Message);
        }
    }

    private async ValueTask AnswerLinesAsync(
        AnswerBuffer output,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        // Where all lines are wrong, nothing is computed that would end with the caller.
        cancellationToken.ThrowIfCancellationRequested();
        var items = _lines.Where(line => line.Item is not null).Select(line => line.Item!).ToList();
        var answers = await ComputeAsync(items, model, cancellationToken).ConfigureAwait(false);
        var next = 0;
        foreach (var (item, error) in _lines)
        {
            using (var writer = JsonAnswers.NewWriter(output))
            {
                var (result, problem) = item is null ? (default, error) : answers[next++];
                if (problem is null)
                    JsonSerializer.Serialize(writer, result!, resultType);
                else
                    WriteError(writer, problem);
            }

            output.Write("\n"u8);
        }

        _lines.Clear();
    }

    // Together, and each by itself where one of them is refused, to learn which.
    private async ValueTask<IReadOnlyList<(TResult? Result, string? Error)>> ComputeAsync(
        List<TItem> items,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        if (items.Count == 0)
            return [];
        try
        {
            var results = await compute(items, model, cancellationToken).ConfigureAwait(false);
            return [.. results.Select(result => ((TResult?)result, (string?)null))];
        }
        catch (ServingException e) when (IsOfItem(e))
        {
            if (items.Count == 1)
                return [(default, e.Message)];
        }

        var single = new List<(TResult?, string?)>(items.Count);
        foreach (var item in items)
        {
            single.AddRange(await ComputeAsync([item], model, cancellationToken).ConfigureAwait(false));
        }

        return single;
    }

    private static bool IsOfItem(ServingException error) =>
        error.Code is ServingErrorCode.InvalidArgument or ServingErrorCode.TooLarge;

    private static void WriteError(Utf8JsonWriter writer, string error)
    {
        writer.WriteStartObject();
        writer.WriteString("error"u8, error);
        writer.WriteEndObject();
    }
}
