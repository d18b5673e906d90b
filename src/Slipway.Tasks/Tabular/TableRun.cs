using Slipway.Errors;
using Slipway.Inference;
using Slipway.Tasks.Tabular.Answers;
using Slipway.Tasks.Tabular.Columns;
using Slipway.Tasks.Tabular.Records;
using Slipway.Tensors;

namespace Slipway.Tasks.Tabular;

/// <summary>
/// Takes the records of one request through the model, some at a time, so that what is at work stays small however many there
/// are. From the first wrong one on nothing is computed any more, and what else is wrong is collected. Not thread-safe.
/// </summary>
/// <param name="layout">The columns.</param>
/// <param name="answers">What is read of the outputs.</param>
/// <param name="model">The model.</param>
/// <param name="write">Is handed the answers of so many records at a time, in order; to be done with them when it returns.</param>
internal sealed class TableRun(
    TableLayout layout,
    AnswerLayout answers,
    IModelCalls model,
    Action<AnswerTable, int> write
)
{
    /// <summary>Records of one request.</summary>
    public const int MostRecords = 1_000_000;

    private const int MostErrors = 20;

    private readonly List<TableRecord> _waiting = [];
    private readonly List<string> _errors = [];

    /// <exception cref="ServingException">
    /// InvalidArgument, listing what is wrong with which record; and what the model refuses.
    /// </exception>
    public async ValueTask RunAsync(IEnumerable<TableRecord> records, CancellationToken cancellationToken)
    {
        var shape = "";
        var count = 0;
        foreach (var record in records)
        {
            if (++count > MostRecords)
                throw TooMany();
            if (record.Problem is { } problem)
            {
                // What is wrong before it is said before it.
                using (Encode()) { }

                _waiting.Clear();
                _errors.Add(record.Place + problem);
            }
            else
            {
                var its = record.ShapeOf(layout);
                if (_waiting.Count == layout.MaxRows || (_waiting.Count > 0 && its != shape))
                    await ComputeAsync(cancellationToken).ConfigureAwait(false);
                shape = its;
                _waiting.Add(record);
            }

            if (_errors.Count >= MostErrors)
                break;
        }

        if (_waiting.Count > 0)
            await ComputeAsync(cancellationToken).ConfigureAwait(false);
        if (_errors.Count > 0)
        {
            throw ServingException.InvalidArgument(
                string.Join(' ', _errors.Take(MostErrors))
                    + (_errors.Count >= MostErrors ? " What else is wrong is not looked for." : "")
            );
        }
    }

    public static ServingException TooMany() =>
        ServingException.TooLarge(
            $"The request has over {MostRecords} records, the most that are taken at once: send them in several requests, as "
                + "'slipway predict' does."
        );

    private async ValueTask ComputeAsync(CancellationToken cancellationToken)
    {
        using var request = Encode();
        if (_errors.Count == 0)
        {
            using var response = await model.InferAsync(request, cancellationToken).ConfigureAwait(false);
            write(answers.Read(new OutputTensors(response, _waiting.Count)), _waiting.Count);
        }

        _waiting.Clear();
    }

    // Not to be computed where there are errors.
    private InferenceRequest Encode()
    {
        var request = new InferenceRequest { Model = model.Model };
        if (_waiting.Count == 0)
            return request;
        request.Outputs.AddRange(answers.Outputs.Select(name => new RequestedOutput(name)));
        foreach (var input in layout.Inputs.Where(_waiting[0].Has))
        {
            if (Encode(input) is { } tensor)
                request.Inputs.Add(new NamedTensor(input.Spec.Name, tensor));
        }

        return request;
    }

    // Null where a row is wrong.
    private Tensor? Encode(TableInput input)
    {
        var width = input.Width > 0 ? input.Width : ListEncoder.LengthOf(_waiting[0].Cells[input.First]);
        using var rows = new InputRows(input.Spec, _waiting.Count, width);
        List<string>? problems = null;
        for (var row = 0; row < _waiting.Count; row++)
        {
            var at = row * width;
            for (var i = 0; i < input.Columns.Count; i++)
            {
                var column = input.Columns[i];
                if (column.Write(_waiting[row].Cells[input.First + i], rows, at) is { } problem)
                    (problems ??= []).Add(problem);
                at += column.Encoder.Width;
            }

            if (problems is { Count: > 0 })
            {
                _errors.Add($"{_waiting[row].Place}{string.Join("; ", problems)}.");
                problems.Clear();
            }
        }

        return _errors.Count == 0 ? rows.Detach() : null;
    }
}
