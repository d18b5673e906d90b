using Slipway.Errors;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Serving.Signatures;

/// <summary>The signature that callers see, and the reshapes between it and the model's own.</summary>
internal sealed class SignatureView
{
    private readonly int? _maxBatchSize;
    private readonly List<string> _problems = [];

    private SignatureView(ModelPackage package, ModelSignature own)
    {
        _maxBatchSize = package.Config.MaxBatchSize;
        var inputs = View("input", own.Inputs, package.Config.Inputs, InputMaps);
        var outputs = View("output", own.Outputs, package.Config.Outputs, OutputMaps);
        Signature = new ModelSignature(inputs, outputs)
        {
            Name = own.Name,
            Method = own.Method,
            Others = own.Others,
        };
    }

    public ModelSignature Signature { get; }

    public Dictionary<string, ShapeMap> InputMaps { get; } = [];

    public Dictionary<string, ShapeMap> OutputMaps { get; } = [];

    /// <exception cref="ServingException">FailedPrecondition, reason <c>config-mismatch</c>.</exception>
    public static SignatureView Create(ModelPackage package, ModelSignature own)
    {
        var view = new SignatureView(package, own);
        if (view._problems.Count == 0)
            return view;
        throw new ServingException(
            ServingErrorCode.FailedPrecondition,
            $"The configuration of model '{package.Name}' does not fit the model: {string.Join("; ", view._problems)}."
        )
        {
            Reason = "config-mismatch",
        };
    }

    private List<TensorSpec> View(
        string kind,
        IReadOnlyList<TensorSpec> own,
        Dictionary<string, TensorConfig> configs,
        Dictionary<string, ShapeMap> maps
    )
    {
        foreach (var name in configs.Keys.Where(name => own.All(spec => spec.Name != name)))
        {
            _problems.Add(
                $"the model has no {kind} '{name}', it has {string.Join(", ", own.Select(s => $"'{s.Name}'"))}"
            );
        }

        return
        [
            .. own.Select(spec =>
            {
                CheckBatch(kind, spec);
                return configs.TryGetValue(spec.Name, out var config) ? View(kind, spec, config, maps) : spec;
            }),
        ];
    }

    private void CheckBatch(string kind, TensorSpec spec)
    {
        if (_maxBatchSize is not > 0 || spec.HasUnknownRank || (spec.Shape.Rank > 0 && spec.Shape[0] < 0))
            return;
        _problems.Add(
            $"the {kind} '{spec.Name}' of shape {spec.Shape} has no free first dimension, which 'max_batch_size: "
                + $"{_maxBatchSize}' needs"
        );
    }

    private TensorSpec View(string kind, TensorSpec spec, TensorConfig config, Dictionary<string, ShapeMap> maps)
    {
        if (config.Datatype is { } type && type != spec.DataType.Name())
            _problems.Add(
                $"the {kind} '{spec.Name}' is {spec.DataType.Name()} in the model and {type} in the configuration"
            );
        if (config.Optional == true && !spec.IsOptional)
            _problems.Add($"the {kind} '{spec.Name}' is optional in the configuration, but the model needs it");

        spec = spec with
        {
            IsOptional = config.Optional ?? spec.IsOptional,
            Description = config.Description ?? spec.Description,
            Labels = config.Labels.Count > 0 ? config.Labels : spec.Labels,
        };
        if (config.Shape is null)
            return spec;
        var shape = new TensorShape([.. config.Shape]);
        var inner = config.Reshape is { } reshape ? new TensorShape([.. reshape]) : shape;
        var problem = config.Reshape is null ? null : ShapeMap.Problem(shape, inner);
        if (problem is not null)
            _problems.Add($"the reshape of '{spec.Name}': {problem}");
        else if (!spec.TakesAnyShape && !spec.Shape.Accepts(inner))
            _problems.Add(
                $"the {kind} '{spec.Name}' is {spec.Shape} in the model and {inner} in the configuration (-1 is free)"
            );
        else if (inner != shape)
            maps[spec.Name] = kind == "input" ? new ShapeMap(shape, inner) : new ShapeMap(inner, shape);

        return spec with
        {
            Shape = shape,
            HasUnknownRank = false,
            IsShapeAdvisory = false,
            DimensionNames = inner == shape ? spec.DimensionNames : [],
        };
    }
}
