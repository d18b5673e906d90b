using Slipway.Errors;
using Slipway.Tasks.Requests;
using Slipway.Tasks.Tabular.Answers;
using Slipway.Tasks.Tabular.Columns;
using Slipway.Tasks.Tabular.Records;

namespace Slipway.Tasks.Tabular;

/// <summary>Records with named columns in, classes or values out. Thread-safe.</summary>
internal sealed class TabularModel : ITypedModel
{
    private const string DelimiterOption = "delimiter";

    private readonly TableLayout _layout;
    private readonly AnswerLayout _answers;
    private readonly char _delimiter;

    public TabularModel(string task, string? summary, TableLayout layout, AnswerLayout answers, char delimiter)
    {
        _layout = layout;
        _answers = answers;
        _delimiter = delimiter;
        Description = TabularDescription.Of(task, summary, layout, answers, TakesText);
    }

    public TypedDescription Description { get; }

    // A text alone is a record where there is nothing else to it.
    private bool TakesText => _layout.Subject is { Encoder: TextEncoder };

    public ValueTask<TypedAnswer> AnswerAsync(
        TypedRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    ) =>
        WorkingMemory.Passes(request.Body)
            ? ReadAsync(request, model, cancellationToken)
            : WorkingMemory.Shared.AnswerAsync(
                request.Body,
                () => ReadAsync(request, model, cancellationToken),
                cancellationToken
            );

    private ValueTask<TypedAnswer> ReadAsync(
        TypedRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        var delimiter = DelimiterOf(request);
        return MediaTypes.KindOf(request.MediaType) switch
        {
            MediaKind.Json => AnswerJsonAsync(request, model, cancellationToken),
            MediaKind.JsonLines => new TableLines(_layout, _answers, model).AnswerAsync(
                request.Body,
                cancellationToken
            ),
            MediaKind.Csv => AnswerCsvAsync(request, request.Body, delimiter, model, cancellationToken),
            MediaKind.Form when request.Files is [var file] => AnswerCsvAsync(
                request,
                file.Content,
                delimiter,
                model,
                cancellationToken
            ),
            MediaKind.Text when TakesText => AnswerTextAsync(request, model, cancellationToken),
            MediaKind.Form => throw ServingException.InvalidArgument(
                $"The form has {request.Files.Count} files; one is due, in CSV."
            ),
            _ => throw MediaTypes.NotTaken(request.MediaType, Description.MediaTypes),
        };
    }

    private async ValueTask<TypedAnswer> AnswerJsonAsync(
        TypedRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        using var document = JsonBody.Parse(request, Description.MediaTypes);
        var (records, form) = JsonForms.Read(_layout, document.RootElement);
        return await AnswerAsync(request, records, form, model, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<TypedAnswer> AnswerTextAsync(
        TypedRequest request,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        var text = new Cell(CellKind.Text, TextBody.Read(request.Body));
        var record = new JsonRecords(_layout).Alone(_layout.Subject!, text, "");
        return AnswerAsync(request, [record], AnswerForm.One, model, cancellationToken);
    }

    private ValueTask<TypedAnswer> AnswerCsvAsync(
        TypedRequest request,
        ReadOnlyMemory<byte> csv,
        char delimiter,
        IModelCalls model,
        CancellationToken cancellationToken
    ) => AnswerAsync(request, CsvRecords.Read(_layout, csv, delimiter), AnswerForm.List, model, cancellationToken);

    private async ValueTask<TypedAnswer> AnswerAsync(
        TypedRequest request,
        IEnumerable<TableRecord> records,
        AnswerForm form,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        if (WantsCsv(request))
        {
            var csv = new CsvAnswer(DelimiterOf(request));
            await new TableRun(_layout, _answers, model, csv.Write)
                .RunAsync(records, cancellationToken)
                .ConfigureAwait(false);
            return csv.ToAnswer();
        }

        using var json = new JsonAnswer(form);
        await new TableRun(_layout, _answers, model, json.Write)
            .RunAsync(records, cancellationToken)
            .ConfigureAwait(false);
        return json.ToAnswer();
    }

    private char DelimiterOf(TypedRequest request)
    {
        var delimiter = _delimiter;
        foreach (var (name, value) in request.Options)
        {
            if (name != DelimiterOption)
                throw ServingException.InvalidArgument(
                    $"The option '{Shown.Of(name)}' is not known; there is '{DelimiterOption}'."
                );
            delimiter =
                Options.TabularOptionsReader.Delimiter(value)
                ?? throw ServingException.InvalidArgument(
                    $"The option '{DelimiterOption}' is one ASCII character or 'tab', not '{Shown.Of(value)}'."
                );
        }

        return delimiter;
    }

    private static bool WantsCsv(TypedRequest request)
    {
        foreach (var type in request.Accepted)
        {
            if (type is CsvAnswer.MediaType or "text/*")
                return true;
            if (type is TypedAnswer.Json or "application/*" or "*/*")
                return false;
        }

        return false;
    }
}
