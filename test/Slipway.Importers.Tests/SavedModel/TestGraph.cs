using System.Runtime.InteropServices;
using Google.Protobuf;
using Slipway.Importers.SavedModel;
using Slipway.Importers.SavedModel.Proto;
using Slipway.Importers.Tests.Fixtures;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.Importers.Tests.SavedModel;

/// <summary>Builds a SavedModel node by node, imports it, and runs what comes of it.</summary>
internal sealed class TestGraph
{
    public MetaGraphDef Meta { get; } =
        new()
        {
            MetaInfoDef = new MetaGraphDef.Types.MetaInfoDef { Tags = { "serve" }, TensorflowVersion = "2.14.0" },
            GraphDef = new GraphDef { Library = new FunctionDefLibrary() },
            SignatureDef = { ["serving_default"] = new SignatureDef { MethodName = "tensorflow/serving/predict" } },
        };

    public SignatureDef Signature => Meta.SignatureDef["serving_default"];

    /// <summary>A placeholder that is an input of its name; free dimensions are -1, and null is a rank that is not known.</summary>
    public TestGraph Input(string name, DataType type, params long[]? shape)
    {
        Meta.GraphDef.Node.Add(MakeNode(name, "Placeholder", [], ("dtype", new AttrValue { Type = type })));
        Signature.Inputs[name] = Info(name + ":0", type, shape);
        return this;
    }

    public TestGraph Node(string name, string op, string[] inputs, params (string, AttrValue)[] attributes)
    {
        Meta.GraphDef.Node.Add(MakeNode(name, op, inputs, attributes));
        return this;
    }

    public TestGraph Constant(string name, TensorProto value) =>
        Node(name, "Const", [], ("value", new AttrValue { Tensor = value }));

    public TestGraph Output(string name, string tensor, DataType type = DataType.DtFloat)
    {
        Signature.Outputs[name] = new TensorInfo
        {
            Name = tensor,
            Dtype = type,
            TensorShape = new TensorShapeProto { UnknownRank = true },
        };
        return this;
    }

    /// <summary>Adds a function; results are references inside it, in the order of its outputs.</summary>
    public TestGraph Function(string name, string[] arguments, NodeDef[] nodes, params string[] results)
    {
        var function = new FunctionDef { Signature = new OpDef { Name = name } };
        function.Signature.InputArg.AddRange(arguments.Select(argument => new OpDef.Types.ArgDef { Name = argument }));
        function.NodeDef.AddRange(nodes);
        for (var i = 0; i < results.Length; i++)
        {
            function.Signature.OutputArg.Add(new OpDef.Types.ArgDef { Name = $"out{i}" });
            function.Ret[$"out{i}"] = results[i];
        }

        Meta.GraphDef.Library.Function.Add(function);
        return this;
    }

    public static NodeDef MakeNode(string name, string op, string[] inputs, params (string, AttrValue)[] attributes)
    {
        var node = new NodeDef { Name = name, Op = op };
        node.Input.AddRange(inputs);
        foreach (var (key, value) in attributes)
        {
            node.Attr[key] = value;
        }

        return node;
    }

    public static AttrValue Calls(string function) => new() { Func = new NameAttrList { Name = function } };

    /// <summary>A constant of floats, integers (32 or 64 bits) or truth values.</summary>
    public static TensorProto Tensor<T>(T[] values, params long[] shape)
        where T : unmanaged =>
        new()
        {
            Dtype = TypeOf<T>(),
            TensorShape = Shape(shape),
            TensorContent = ByteString.CopyFrom(MemoryMarshal.AsBytes<T>(values)),
        };

    public static TensorProto Texts(params string[] values) =>
        new()
        {
            Dtype = DataType.DtString,
            TensorShape = Shape([values.Length]),
            StringVal = { values.Select(ByteString.CopyFromUtf8) },
        };

    public static DataType TypeOf<T>() =>
        typeof(T) == typeof(float) ? DataType.DtFloat
        : typeof(T) == typeof(double) ? DataType.DtDouble
        : typeof(T) == typeof(int) ? DataType.DtInt32
        : typeof(T) == typeof(long) ? DataType.DtInt64
        : typeof(T) == typeof(byte) ? DataType.DtUint8
        : DataType.DtBool;

    public static TensorShapeProto Shape(long[]? shape)
    {
        var proto = new TensorShapeProto { UnknownRank = shape is null };
        proto.Dim.AddRange((shape ?? []).Select(size => new TensorShapeProto.Types.Dim { Size = size }));
        return proto;
    }

    public static NumpyArray Array<T>(T[] values, params int[] shape)
        where T : unmanaged =>
        new(
            typeof(T) == typeof(float) ? "f4"
                : typeof(T) == typeof(double) ? "f8"
                : typeof(T) == typeof(int) ? "i4"
                : typeof(T) == typeof(long) ? "i8"
                : typeof(T) == typeof(byte) ? "u1"
                : "b1",
            shape,
            MemoryMarshal.AsBytes<T>(values).ToArray()
        );

    public ImportedModel Import(Action<string>? prepare = null)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-saved-model-").FullName;
        try
        {
            File.WriteAllBytes(
                Path.Combine(folder, SavedModelImporter.FileName),
                new Importers.SavedModel.Proto.SavedModel { MetaGraphs = { Meta } }.ToByteArray()
            );
            prepare?.Invoke(folder);
            return new SavedModelImporter().Import(folder, TestContext.Current.CancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public ImportException Refusal(Action<string>? prepare = null)
    {
        var import = () => Import(prepare);
        return import.Should().Throw<ImportException>().Which;
    }

    /// <summary>Imports, runs, and gives the outputs by name.</summary>
    public Dictionary<string, (int[] Shape, double[] Values)> Run(params (string, NumpyArray)[] inputs) =>
        OnnxRun.Run(Import().Signatures[0].Graph, inputs);

    private static TensorInfo Info(string tensor, DataType type, long[]? shape) =>
        new()
        {
            Name = tensor,
            Dtype = type,
            TensorShape = Shape(shape),
        };
}
