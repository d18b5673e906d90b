using Slipway.Importers.SavedModel.Proto;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.Importers.Tests.SavedModel;

/// <summary>One operation with its inputs and what TensorFlow defines its first output to be.</summary>
internal sealed class OperationCase(string op)
{
    private readonly TestGraph _graph = new();
    private readonly List<string> _names = [];
    private readonly List<(string, NumpyArray)> _inputs = [];
    private readonly List<(string, AttrValue)> _attributes = [];

    /// <summary>An input that callers send, with free dimensions.</summary>
    public OperationCase Of<T>(T[] values, params int[] shape)
        where T : unmanaged
    {
        var name = $"x{_names.Count}";
        _graph.Input(name, TestGraph.TypeOf<T>(), [.. shape.Select(_ => -1L)]);
        _inputs.Add((name, TestGraph.Array(values, shape)));
        _names.Add(name);
        return this;
    }

    public OperationCase Constant<T>(T[] values, params long[] shape)
        where T : unmanaged
    {
        var name = $"c{_names.Count}";
        _graph.Constant(name, TestGraph.Tensor(values, shape));
        _names.Add(name);
        return this;
    }

    public OperationCase Axes(params int[] values) => Constant(values, values.Length);

    public OperationCase Axis(int value) => Constant([value]);

    public OperationCase With(string name, long value) => With(name, new AttrValue { I = value });

    public OperationCase With(string name, bool value) => With(name, new AttrValue { B = value });

    public OperationCase With(string name, float value) => With(name, new AttrValue { F = value });

    public OperationCase With(string name, DataType value) => With(name, new AttrValue { Type = value });

    public OperationCase With(string name, string value) =>
        With(name, new AttrValue { S = Google.Protobuf.ByteString.CopyFromUtf8(value) });

    public OperationCase With(string name, params long[] values) =>
        With(name, new AttrValue { List = new AttrValue.Types.ListValue { I = { values } } });

    public void Gives(double[] values, params int[] shape) => Gives(DataType.DtFloat, 0, values, shape);

    public void Gives(DataType type, int output, double[] values, params int[] shape)
    {
        _graph.Node("node", op, [.. _names], [.. _attributes]);
        _graph.Output("y", $"node:{output}", type);
        var (actualShape, actual) = _graph.Run([.. _inputs])["y"];
        actualShape.Should().Equal(shape);
        actual.Should().HaveCount(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            if (!actual[i].Equals(values[i]))
                actual[i]
                    .Should()
                    .BeApproximately(values[i], 1e-5 * (1 + Math.Abs(values[i])), "element {0} of {1}", i, op);
        }
    }

    private OperationCase With(string name, AttrValue value)
    {
        _attributes.Add((name, value));
        return this;
    }
}
