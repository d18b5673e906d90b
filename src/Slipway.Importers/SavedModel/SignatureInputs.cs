using Slipway.Importers.SavedModel.Graphs;
using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Proto;
using Slipway.Importers.SavedModel.Values;
using Slipway.Onnx.Proto;

namespace Slipway.Importers.SavedModel;

/// <summary>The inputs of a signature: tensors of the graph that callers provide, whatever the graph computes them from.</summary>
internal sealed class SignatureInputs
{
    private readonly List<(string Name, TensorInfo Info, bool MayBeExamples)> _inputs = [];

    /// <summary>By the positions of the nodes that stand for them.</summary>
    public List<Value> Values { get; } = [];

    public static SignatureInputs Of(SignatureDef signature, GraphLibrary library, GraphExpansion expansion)
    {
        var inputs = new SignatureInputs();
        foreach (var (name, info) in signature.Inputs.OrderBy(input => input.Key, StringComparer.Ordinal))
        {
            if (info.Name.Length == 0)
            {
                throw new ImportException(
                    ImportReasons.Unsupported,
                    $"The input '{name}' is a sparse or composite tensor, for which ONNX has no form."
                );
            }

            var reference = TensorReference.Parse(info.Name);
            var node = new GraphNode(name, GraphNode.Argument, []) { Position = inputs._inputs.Count };
            // What the graph says counts: half_plus_three declares floats where it parses examples.
            var dtype = library.FindNode(reference.Node)?.Attr.GetValueOrDefault("dtype")?.Type ?? info.Dtype;
            inputs._inputs.Add((name, info, dtype == DataType.DtString));
            // Two names of one tensor: the second has nothing to feed.
            expansion.Fed.TryAdd($"{reference.Node}:{reference.Index}", new Edge(node, 0));
        }

        return inputs;
    }

    /// <summary>Declares the inputs in the ONNX graph, and refuses types that it has not.</summary>
    public void Declare(GraphWriter writer, ModelContext model)
    {
        foreach (var (name, info, mayBeExamples) in _inputs)
        {
            var shape = Shapes.Of(info.TensorShape);
            if (ElementType.OrNull(info.Dtype) is not { } type)
            {
                model.Problems.Add($"The input '{name}' has elements of type {ElementType.Name(info.Dtype)}");
                type = Onnx.Proto.TensorProto.Types.DataType.Undefined;
            }

            var value = new Value
            {
                Type = type,
                Shape = shape,
                InputName = name,
                Owner = writer,
            };
            // Examples are taken apart.
            if (!mayBeExamples)
                writer.Name(value);
            Values.Add(value);
        }
    }

    /// <summary>Declares what nothing in the graph needs, because callers send it all the same.</summary>
    public void DeclareRest(GraphWriter writer)
    {
        foreach (var value in Values.Where(value => !value.Parsed))
        {
            writer.Name(value);
        }
    }

    /// <summary>A type whose shape is left out where not even the rank is known.</summary>
    public static TypeProto Typed(Onnx.Proto.TensorProto.Types.DataType type, long?[]? shape)
    {
        if (shape is null)
            return new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type } };
        return Onnx.OnnxTypes.Tensor(
            type,
            Array.ConvertAll(shape, dim => dim is { } size ? (Onnx.Dim)size : Onnx.Dim.Free)
        );
    }
}
