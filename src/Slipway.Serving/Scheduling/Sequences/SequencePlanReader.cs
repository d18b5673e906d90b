using System.Globalization;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Packages;
using Slipway.Tensors;

namespace Slipway.Serving.Scheduling.Sequences;

/// <summary>Holds the sequence section of a configuration against the model; everything wrong is told at once.</summary>
internal sealed class SequencePlanReader
{
    /// <summary>The reason of its error.</summary>
    public const string Invalid = "invalid-sequence";

    private readonly ModelPackage _package;
    private readonly ModelSignature _own;
    private readonly List<string> _problems = [];
    private readonly HashSet<string> _inputs = [];
    private readonly HashSet<string> _outputs = [];
    private readonly List<FlagInput> _flags = [];
    private readonly List<IdInput> _ids = [];
    private readonly List<StateTensor> _states = [];

    private SequencePlanReader(ModelPackage package, ModelSignature own)
    {
        _package = package;
        _own = own;
    }

    /// <exception cref="ServingException">FailedPrecondition, reason <c>invalid-sequence</c>.</exception>
    public static async Task<SequencePlan> ReadAsync(
        ModelPackage package,
        SequenceConfig config,
        ModelSignature own,
        CancellationToken cancellationToken
    )
    {
        var reader = new SequencePlanReader(package, own);
        try
        {
            var plan = await reader.ReadAsync(config, cancellationToken);
            return reader._problems.Count == 0
                ? plan
                : throw new ServingException(
                    ServingErrorCode.FailedPrecondition,
                    $"The sequences of model '{package.Name}' cannot be served as configured: "
                        + $"{string.Join("; ", reader._problems)}."
                )
                {
                    Reason = Invalid,
                };
        }
        catch
        {
            reader.DisposeTensors();
            throw;
        }
    }

    private async Task<SequencePlan> ReadAsync(SequenceConfig config, CancellationToken cancellationToken)
    {
        if (!(config.MaxIdleSeconds > 0 && config.MaxIdleSeconds <= TimeSpan.MaxValue.TotalSeconds / 2))
            Wrong($"'max_idle_seconds' is {config.MaxIdleSeconds.ToString(CultureInfo.InvariantCulture)}, not above 0");
        if (config.MaxSequences < 1)
            Wrong($"'max_sequences' is {config.MaxSequences}, not 1 or more");
        foreach (var control in config.Controls)
        {
            Read(control);
        }

        foreach (var state in config.States)
        {
            await ReadAsync(state, cancellationToken);
        }

        return new SequencePlan
        {
            MaxIdle = _problems.Count == 0 ? TimeSpan.FromSeconds(config.MaxIdleSeconds) : default,
            MaxSequences = config.MaxSequences,
            Signature = new ModelSignature(
                [.. _own.Inputs.Where(input => !_inputs.Contains(input.Name))],
                [.. _own.Outputs.Where(output => !_outputs.Contains(output.Name))]
            ),
            Flags = _flags,
            Ids = _ids,
            States = _states,
        };
    }

    private void Read(SequenceControlConfig control)
    {
        if (Input(control.Input) is not { } spec)
            return;
        var isId = control.Kind == SequenceControlKind.CorrelationId;
        if (isId ? !ControlTensor.TakesId(spec.DataType) : !ControlTensor.TakesFlag(spec.DataType))
        {
            Wrong(
                $"the input '{spec.Name}' is {spec.DataType.Name()}, in which no {(isId ? "sequence id" : "flag")} is given"
            );
            return;
        }

        if (ControlShape(spec) is not { } shape)
            return;
        if (isId)
        {
            _ids.Add(new IdInput(spec.Name, spec.DataType, shape));
            return;
        }

        _flags.Add(
            new FlagInput(
                spec.Name,
                control.Kind,
                ControlTensor.OfFlag(spec.DataType, shape, control.FalseValue),
                ControlTensor.OfFlag(spec.DataType, shape, control.TrueValue)
            )
        );
    }

    // [1], or [1,1] where the first dimension is a batch: the model's own shape with 1 for what is free.
    private TensorShape? ControlShape(TensorSpec spec)
    {
        if (spec.HasUnknownRank)
            return _package.Config.MaxBatchSize > 0 ? new TensorShape(1, 1) : new TensorShape(1);
        var shape = DeclaredTensor.ShapeOf(spec, []);
        if (shape.TryGetElementCount(out var count) && count == 1)
            return shape;
        Wrong($"the control input '{spec.Name}' is {spec.Shape}, and must be of one element");
        return null;
    }

    private async Task ReadAsync(SequenceStateConfig state, CancellationToken cancellationToken)
    {
        var input = Input(state.Input);
        var output = _own.FindOutput(state.Output);
        if (output is null)
            Wrong($"the model has no output '{state.Output}', it has {Names(_own.Outputs)}");
        else if (!_outputs.Add(output.Name))
            Wrong($"the output '{output.Name}' is named twice");
        if (input is null || output is null)
            return;
        if (input.DataType != output.DataType)
        {
            Wrong(
                $"the state '{input.Name}' is {input.DataType.Name()}, and the output '{output.Name}' that becomes it is "
                    + $"{output.DataType.Name()}"
            );
            return;
        }

        try
        {
            _states.Add(new StateTensor(input, output.Name, await FirstAsync(input, state, cancellationToken)));
        }
        catch (Exception e) when (e is ServingException or IOException or UnauthorizedAccessException)
        {
            Wrong($"the first state of '{input.Name}': {e.Message.TrimEnd('.')}");
        }
    }

    private async Task<Tensor> FirstAsync(
        TensorSpec input,
        SequenceStateConfig state,
        CancellationToken cancellationToken
    )
    {
        var shape = DeclaredTensor.ShapeOf(input, state.Shape);
        if (!input.HasUnknownRank && !input.Shape.Accepts(shape))
        {
            throw ServingException.InvalidArgument(
                $"the shape {shape} does not fit the model's {input.Shape} (-1 is free)"
            );
        }

        if (state.File is null)
            return TensorFill.Make(input.DataType, shape, WarmupFill.Zero);
        var file = new PackageFiles(_package).Find(state.File);
        return DeclaredTensor.FromBytes(input.DataType, shape, await PackageFiles.ReadAsync(file, cancellationToken));
    }

    private TensorSpec? Input(string name)
    {
        var spec = _own.FindInput(name);
        if (spec is null)
            Wrong($"the model has no input '{name}', it has {Names(_own.Inputs)}");
        else if (!_inputs.Add(name))
            Wrong($"the input '{name}' is named twice");
        else
            return spec;
        return null;
    }

    private void DisposeTensors()
    {
        _flags.ForEach(flag => flag.Dispose());
        _states.ForEach(state => state.First.Dispose());
    }

    private void Wrong(string problem) => _problems.Add(problem);

    private static string Names(IReadOnlyList<TensorSpec> specs) =>
        string.Join(", ", specs.Select(spec => $"'{spec.Name}'"));
}
