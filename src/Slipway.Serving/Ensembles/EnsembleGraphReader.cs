using Slipway.Errors;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Serving.Ensembles;

/// <summary>
/// Makes a graph of an ensemble's configuration and holds it against the signatures of its steps' models. Everything
/// wrong is told at once.
/// </summary>
internal sealed class EnsembleGraphReader
{
    /// <summary>The reason of its error.</summary>
    public const string Reason = "invalid-ensemble";

    private readonly ModelConfig _config;
    private readonly IReadOnlyDictionary<ModelSelector, ModelSignature> _models;
    private readonly List<string> _problems = [];
    private readonly Dictionary<string, Producer> _producers = new(StringComparer.Ordinal);

    private EnsembleGraphReader(ModelConfig config, IReadOnlyDictionary<ModelSelector, ModelSignature> models)
    {
        _config = config;
        _models = models;
    }

    /// <exception cref="ServingException">FailedPrecondition, reason <c>invalid-ensemble</c>.</exception>
    public static EnsembleGraph Read(ModelPackage package, IReadOnlyDictionary<ModelSelector, ModelSignature> models)
    {
        var reader = new EnsembleGraphReader(package.Config, models);
        var graph = reader.Read(package.Config.Ensemble!.Steps);
        return reader._problems.Count == 0 ? graph : throw Invalid(package.Name, reader._problems);
    }

    public static ServingException Invalid(string name, IEnumerable<string> problems) =>
        new(
            ServingErrorCode.FailedPrecondition,
            $"The ensemble '{name}' cannot be served as configured: {string.Join("; ", problems)}."
        )
        {
            Reason = Reason,
        };

    private EnsembleGraph Read(List<EnsembleStepConfig> configs)
    {
        if (configs.Count == 0)
            Wrong("it has no step");
        var inputs = Declared("input", _config.Inputs);
        var outputs = Declared("output", _config.Outputs);
        foreach (var input in inputs)
        {
            Produce(input.Name, new Producer("the ensemble's input", input, null));
        }

        for (var i = 0; i < configs.Count; i++)
        {
            AddOutputs(configs[i], i);
        }

        var tensors = _producers.Keys.Select((name, i) => (name, i)).ToDictionary(t => t.name, t => t.i);
        List<EnsembleStep> steps = [.. configs.Select((config, i) => Step(config, i, tensors))];
        RefuseCycle(steps);
        return new EnsembleGraph(
            new ModelSignature(inputs, [.. outputs.Select(Output)]),
            tensors.Count,
            steps,
            Links(inputs.Select(input => (input.Name, input.Name)), tensors),
            Links(outputs.Select(output => (output.Name, output.Name)), tensors)
        );
    }

    private List<TensorSpec> Declared(string kind, Dictionary<string, TensorConfig> configs)
    {
        if (configs.Count == 0)
            Wrong($"it declares no {kind}; give each its datatype and shape");
        var specs = new List<TensorSpec>();
        foreach (var (name, config) in configs)
        {
            if (config.Datatype is null || config.Shape is null)
                Wrong($"its {kind} '{name}' needs a datatype and a shape");
            else if (!DataTypes.TryParse(config.Datatype, out var type))
                Wrong($"its {kind} '{name}' has the unknown datatype '{config.Datatype}'");
            else if (config.Shape.Count > TensorShape.MaxRank || config.Shape.Exists(dim => dim < -1))
                Wrong($"its {kind} '{name}' has a shape that is none: [{string.Join(',', config.Shape)}]");
            else
                specs.Add(
                    new TensorSpec(name, type, new TensorShape([.. config.Shape]))
                    {
                        IsOptional = config.Optional ?? false,
                        Description = config.Description,
                        Labels = config.Labels,
                    }
                );
        }

        return specs;
    }

    private void AddOutputs(EnsembleStepConfig config, int index)
    {
        var place = Place(config, index);
        if (!_models.TryGetValue(StepModels.Selector(config), out var model))
            return;
        foreach (var (name, tensor) in config.Outputs)
        {
            if (model.FindOutput(name) is { } spec)
                Produce(tensor, new Producer(place, spec, index));
            else
                Wrong($"{place} has no output '{name}', it has {Names(model.Outputs)}");
        }
    }

    private void Produce(string tensor, Producer producer)
    {
        if (!_producers.TryAdd(tensor, producer))
            Wrong($"the tensor '{tensor}' comes from two places: {_producers[tensor].Place} and {producer.Place}");
    }

    private EnsembleStep Step(EnsembleStepConfig config, int index, Dictionary<string, int> tensors)
    {
        var place = Place(config, index);
        if (_models.TryGetValue(StepModels.Selector(config), out var model))
        {
            foreach (var (name, tensor) in config.Inputs)
            {
                if (model.FindInput(name) is { } spec)
                    Fit(tensor, spec, $"the input '{name}' of {place}");
                else
                    Wrong($"{place} has no input '{name}', it has {Names(model.Inputs)}");
            }

            foreach (var input in model.Inputs.Where(i => !i.IsOptional && !config.Inputs.ContainsKey(i.Name)))
            {
                Wrong($"{place} needs its input '{input.Name}', which nothing is given to");
            }
        }

        return new EnsembleStep(
            index,
            StepModels.Selector(config),
            Links(config.Inputs.Select(input => (input.Key, input.Value)), tensors),
            Links(config.Outputs.Select(output => (output.Key, output.Value)), tensors)
        );
    }

    private TensorSpec Output(TensorSpec output)
    {
        Fit(output.Name, output with { IsOptional = true }, $"the ensemble's output '{output.Name}'");
        if (!_producers.TryGetValue(output.Name, out var producer))
            return output;
        return output with
        {
            Description = output.Description ?? producer.Spec.Description,
            Labels = output.Labels.Count > 0 ? output.Labels : producer.Spec.Labels,
        };
    }

    private void Fit(string tensor, TensorSpec taken, string by)
    {
        if (!_producers.TryGetValue(tensor, out var producer))
            Wrong($"{by} takes the tensor '{tensor}', which no step makes and is no input of the ensemble");
        else if (producer.Spec.DataType != taken.DataType)
            Wrong(
                $"{by} takes the tensor '{tensor}' as {taken.DataType.Name()}, but {producer.Place} gives it as "
                    + producer.Spec.DataType.Name()
            );
        else if (!MayFit(producer.Spec, taken))
            Wrong(
                $"{by} takes the tensor '{tensor}' in the shape {taken.Shape}, but {producer.Place} gives it in "
                    + producer.Spec.Shape
            );
        else if (producer is { Step: null, Spec.IsOptional: true } && !taken.IsOptional)
            Wrong($"{by} needs the tensor '{tensor}', which is optional in the ensemble");
    }

    private static bool MayFit(TensorSpec given, TensorSpec taken)
    {
        if (given.HasUnknownRank || taken.HasUnknownRank)
            return true;
        if (given.Shape.Rank != taken.Shape.Rank)
            return false;
        for (var i = 0; i < given.Shape.Rank; i++)
        {
            if (given.Shape[i] != taken.Shape[i] && given.Shape[i] >= 0 && taken.Shape[i] >= 0)
                return false;
        }

        return true;
    }

    // Takes away, again and again, the steps whose inputs are all there; what is left runs in a circle.
    private void RefuseCycle(List<EnsembleStep> steps)
    {
        if (_problems.Count > 0)
            return;
        var left = steps.ToList();
        while (true)
        {
            var made = left.SelectMany(step => step.Outputs).Select(output => output.Tensor).ToHashSet();
            if (left.RemoveAll(step => !step.Inputs.Any(input => made.Contains(input.Tensor))) == 0)
                break;
        }

        if (left.Count > 0)
            Wrong(
                "these steps wait for each other's tensors: "
                    + string.Join(", ", left.Select(step => $"{step.Index + 1} ('{step.Model.Name}')"))
            );
    }

    // What leads nowhere has been told.
    private static List<TensorLink> Links(
        IEnumerable<(string Name, string Tensor)> pairs,
        Dictionary<string, int> tensors
    ) =>
        [
            .. pairs
                .Where(pair => tensors.ContainsKey(pair.Tensor))
                .Select(pair => new TensorLink(pair.Name, tensors[pair.Tensor])),
        ];

    private static string Place(EnsembleStepConfig config, int index) => $"step {index + 1} (model '{config.Model}')";

    private static string Names(IReadOnlyList<TensorSpec> specs) =>
        string.Join(", ", specs.Select(spec => $"'{spec.Name}'"));

    private void Wrong(string problem) => _problems.Add(problem);

    /// <param name="Place">For messages.</param>
    /// <param name="Spec">What it gives.</param>
    /// <param name="Step">Null for the ensemble's inputs.</param>
    private sealed record Producer(string Place, TensorSpec Spec, int? Step);
}
