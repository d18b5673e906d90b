using Google.Protobuf;
using Slipway.Onnx.Proto;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Onnx;

/// <summary>
/// Builds an ONNX model node by node. Every method that adds a value returns the value's name, so that a model reads
/// as the data flows:
/// <code>
/// var graph = new OnnxGraphBuilder("relu");
/// var x = graph.Input("x", DataType.Float, "batch", 4);
/// graph.Output(graph.Node("Relu", [x]), DataType.Float, "batch", 4);
/// graph.Save("relu.onnx");
/// </code>
/// Nodes must be added in an order in which every input is there before its use. Not thread-safe.
/// </summary>
public sealed class OnnxGraphBuilder
{
    /// <summary>The default operator set and IR version: common since 2024, understood by all current engines.</summary>
    public const long DefaultOpset = 21;
    public const long DefaultIrVersion = 10;

    private readonly ModelProto _model;
    private readonly HashSet<string> _names;

    // Where the search for a free number starts, so that a large graph is not quadratic.
    private readonly Dictionary<string, int> _next = [];
    private readonly GraphProto _graph;

    public OnnxGraphBuilder(string name, long opset = DefaultOpset)
        : this(name, new ModelProto { IrVersion = DefaultIrVersion, ProducerName = "slipway" }, [])
    {
        Import("", opset);
    }

    private OnnxGraphBuilder(string name, ModelProto model, HashSet<string> names)
    {
        _model = model;
        _names = names;
        _graph = new GraphProto { Name = name };
    }

    /// <summary>Head fields of the model that have no method here: IR version, producer, description, version.</summary>
    public ModelProto Model => _model;

    /// <summary>Declares that the model uses <paramref name="domain"/>'s operators; the last version given counts.</summary>
    public OnnxGraphBuilder Import(string domain, long version)
    {
        var import = _model.OpsetImport.FirstOrDefault(known => known.Domain == domain);
        if (import is null)
        {
            import = new OperatorSetIdProto { Domain = domain };
            _model.OpsetImport.Add(import);
        }

        import.Version = version;
        return this;
    }

    /// <summary>Adds an entry to the model's free metadata.</summary>
    public OnnxGraphBuilder Metadata(string key, string value)
    {
        _model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return this;
    }

    /// <summary>Adds a function that nodes may call by its domain and name; the domain must be imported too.</summary>
    public OnnxGraphBuilder Function(FunctionProto function)
    {
        _model.Functions.Add(function);
        return this;
    }

    public string Input(string name, DataType type, params ReadOnlySpan<Dim> dims) =>
        Input(name, OnnxTypes.Tensor(type, dims));

    /// <summary>Adds an input of any type: a sequence, a map, an optional.</summary>
    public string Input(string name, TypeProto type)
    {
        Claim(name);
        _graph.Input.Add(new ValueInfoProto { Name = name, Type = type });
        return name;
    }

    /// <summary>
    /// Adds an input that a caller may leave out: where it does, it has the value of <paramref name="standard"/>.
    /// </summary>
    public string OptionalInput(TensorProto standard, params ReadOnlySpan<Dim> dims)
    {
        Input(standard.Name, (DataType)standard.DataType, dims);
        _graph.Initializer.Add(standard);
        return standard.Name;
    }

    /// <summary>Makes a value of the graph an output.</summary>
    public OnnxGraphBuilder Output(string name, DataType type, params ReadOnlySpan<Dim> dims) =>
        Output(name, OnnxTypes.Tensor(type, dims));

    public OnnxGraphBuilder Output(string name, TypeProto type)
    {
        _graph.Output.Add(new ValueInfoProto { Name = name, Type = type });
        return this;
    }

    /// <summary>Adds a constant or a weight under its own name.</summary>
    public string Initializer(TensorProto tensor)
    {
        Claim(tensor.Name);
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Adds a constant under a name of the builder's choosing.</summary>
    public string Constant<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> dims)
        where T : unmanaged => Initializer(OnnxTensor.From(UniqueName("const"), values, dims));

    /// <summary>Adds a scalar constant.</summary>
    public string Constant<T>(T value)
        where T : unmanaged => Constant([value]);

    /// <summary>Adds a node with one output, and gives the output's name.</summary>
    public string Node(string opType, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var output = UniqueName(opType.ToLowerInvariant());
        Node("", opType, inputs, [output], attributes);
        return output;
    }

    /// <summary>
    /// Adds a node whose outputs have given names. An empty name leaves out an optional input or output.
    /// </summary>
    public OnnxGraphBuilder Node(
        string domain,
        string opType,
        ReadOnlySpan<string> inputs,
        ReadOnlySpan<string> outputs,
        params ReadOnlySpan<AttributeProto> attributes
    )
    {
        var node = new NodeProto { Name = $"{opType}_{_graph.Node.Count}", OpType = opType };
        if (domain.Length > 0)
            node.Domain = domain;
        foreach (var input in inputs)
        {
            node.Input.Add(input);
        }

        foreach (var output in outputs)
        {
            if (output.Length > 0)
                Claim(output);
            node.Output.Add(output);
        }

        foreach (var attribute in attributes)
        {
            node.Attribute.Add(attribute);
        }

        _graph.Node.Add(node);
        return this;
    }

    /// <summary>
    /// A builder for the body of a Loop, If or Scan: it shares this one's names, because an inner value must not hide
    /// an outer one. Take the result with <see cref="BuildGraph"/>.
    /// </summary>
    public OnnxGraphBuilder Subgraph(string name) => new(name, _model, _names);

    /// <summary>A name that no value has yet.</summary>
    public string UniqueName(string prefix)
    {
        var i = _next.GetValueOrDefault(prefix);
        while (_names.Contains($"{prefix}_{i}"))
        {
            i++;
        }

        _next[prefix] = i;
        return $"{prefix}_{i}";
    }

    /// <summary>The graph alone, for an attribute.</summary>
    public GraphProto BuildGraph() => _graph.Clone();

    public ModelProto Build()
    {
        var model = _model.Clone();
        model.Graph = _graph.Clone();
        return model;
    }

    /// <summary>Writes the model to a file, over what was there.</summary>
    public void Save(string path)
    {
        using var file = File.Create(path);
        Build().WriteTo(file);
    }

    private void Claim(string name)
    {
        if (!_names.Add(name))
            throw new ArgumentException($"A value named '{name}' exists already.", nameof(name));
    }
}
