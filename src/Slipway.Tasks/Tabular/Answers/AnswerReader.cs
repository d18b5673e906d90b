using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Tabular.Options;
using Slipway.Tensors;

namespace Slipway.Tasks.Tabular.Answers;

/// <summary>
/// Finds what the outputs of a model mean: what its section says, else by their datatypes and by the names that scikit-learn's
/// and ML.NET's exporters give.
/// </summary>
internal sealed class AnswerReader(ModelSignature signature, TabularOptions options)
{
    private const string PassedOn = ".output";

    // ML.NET hands its inputs on as outputs.
    private readonly List<TensorSpec> _outputs =
    [
        .. signature.Outputs.Where(output =>
            !output.Name.EndsWith(PassedOn, StringComparison.Ordinal)
            || signature.FindInput(output.Name[..^PassedOn.Length]) is null
        ),
    ];

    /// <summary>Classes where the outputs are such, else values.</summary>
    /// <exception cref="ServingException">FailedPrecondition, reason <c>config-mismatch</c>.</exception>
    public AnswerLayout Read(bool isRegression)
    {
        if (options.Values.Count > 0)
            return new AnswerLayout(Listed());
        if (!isRegression)
        {
            var probabilities = Named(options.Probabilities, "probabilities") ?? Probabilities();
            var label = Named(options.Label, "label") ?? Label(probabilities);
            // What the author names decides; the probabilities of a model that gives nothing else need the names of classes.
            if (
                label is not null
                || (probabilities is not null && HasLabels(probabilities))
                || options.Probabilities is not null
            )
                return new AnswerLayout([Classes(label, probabilities)]);
        }

        return Values();
    }

    /// <summary>Every output under its name.</summary>
    public static AnswerLayout Plain(ModelSignature signature) =>
        new([.. signature.Outputs.Select(output => Whole(output, output.Name))]);

    private static ValuePart Whole(TensorSpec output, string name) =>
        new(name, output.Name, output.DataType, null, IsList(output), output.Description);

    private static bool IsList(TensorSpec output) => output.Shape.Rank > 1 && output.Shape[1] != 1;

    private bool HasLabels(TensorSpec probabilities) => options.Labels.Count > 0 || probabilities.Labels.Count > 1;

    private ClassPart Classes(TensorSpec? label, TensorSpec? probabilities)
    {
        IReadOnlyList<string> labels =
            options.Labels.Count > 0 ? options.Labels : probabilities?.Labels ?? label?.Labels ?? [];
        var width = probabilities is { Shape.Rank: 2 } ? probabilities.Shape[1] : 1;
        var due = width == 1 ? 2 : width;
        if (probabilities is not null && labels.Count > 0 && due > 0 && labels.Count != due)
            throw Mismatch(
                $"There are {labels.Count} labels, and '{probabilities}' has probabilities for {due} classes."
            );
        return new ClassPart(label?.Name, probabilities?.Name, labels);
    }

    private TensorSpec? Probabilities()
    {
        var floats = _outputs
            .Where(output => IsFloat(output) && output.Shape.Rank == 2 && output.Shape[1] != 1)
            .ToList();
        return floats.Find(output => output.Name.Contains("prob", StringComparison.OrdinalIgnoreCase))
            ?? floats.Find(output => output.Name is "Score.output" or "scores")
            ?? (options.Labels.Count > 0 ? _outputs.Find(output => IsFloat(output) && output.Name == "predict") : null)
            ?? (floats.Count == 1 ? floats[0] : null);
    }

    private TensorSpec? Label(TensorSpec? probabilities)
    {
        var single = _outputs.Where(output => !IsFloat(output) && IsSingle(output)).ToList();
        return single.Find(output => output.Name.Contains("label", StringComparison.OrdinalIgnoreCase))
            ?? single.Find(output => output.DataType == DataType.Bytes)
            ?? (probabilities is not null && single.Count == 1 ? single[0] : null);
    }

    private static bool IsSingle(TensorSpec output) =>
        !output.HasUnknownRank && (output.Shape.Rank == 1 || (output.Shape.Rank == 2 && output.Shape[1] is 1));

    private static bool IsFloat(TensorSpec output) =>
        output.DataType is DataType.Fp16 or DataType.Fp32 or DataType.Fp64;

    private List<AnswerPart> Listed()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var parts = new List<AnswerPart>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in options.Values)
        {
            var output = Named(value.Output, "values") ?? First();
            var next = counts.GetValueOrDefault(output.Name);
            counts[output.Name] = next + 1;
            var index = value.Index ?? next;
            var width = output.Shape.Rank == 2 ? output.Shape[1] : 1;
            if (width > 0 && index >= width)
                throw Mismatch($"A value is the element {index} of a row of '{output}', which has {width}, from 0.");
            var name = value.Name ?? (options.Values.Count == 1 ? "value" : $"{output.Name}_{index}");
            if (!names.Add(name))
                throw Mismatch($"There are two values '{name}'.");
            parts.Add(new ValuePart(name, output.Name, output.DataType, index, false, Describe(value, output)));
        }

        return parts;
    }

    private static string? Describe(ValueOptions value, TensorSpec output)
    {
        var description = value.Description ?? output.Description;
        return value.Unit is null ? description : $"{description?.TrimEnd('.') ?? "Value"}, in {value.Unit}.";
    }

    private AnswerLayout Values()
    {
        var numbers = _outputs.Where(IsFloat).ToList();
        if (numbers.Count == 0)
            numbers = _outputs;
        // Trees also give what they add up, for those who ask for it by the tensor protocols.
        if (numbers.Find(output => output.Name == "predict") is { } prediction && numbers.Exists(IsMargin))
            numbers = [prediction];
        if (numbers is not [var only])
            return new AnswerLayout([.. numbers.Select(output => Whole(output, output.Name))]);
        return only.Shape.Rank == 2 && only.Labels.Count > 1 && only.Labels.Count == only.Shape[1]
            ? new AnswerLayout([
                .. only.Labels.Select((label, at) => new ValuePart(label, only.Name, only.DataType, at, false, null)),
            ])
            : new AnswerLayout([Whole(only, IsList(only) ? "values" : "value")]);

        static bool IsMargin(TensorSpec output) => output.Name == "margin";
    }

    private TensorSpec First() => _outputs.Find(IsFloat) ?? _outputs[0];

    private TensorSpec? Named(string? name, string key) =>
        name is null
            ? null
            : signature.FindOutput(name)
                ?? throw Mismatch(
                    $"'{key}' names the output '{name}', which the model does not have; it has "
                        + $"{string.Join(", ", signature.Outputs)}."
                );

    private static ServingException Mismatch(string message) =>
        new(ServingErrorCode.FailedPrecondition, message) { Reason = "config-mismatch" };
}
