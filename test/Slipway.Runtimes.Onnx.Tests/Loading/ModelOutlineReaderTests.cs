using Google.Protobuf;
using Slipway.Onnx;
using Slipway.Onnx.Proto;
using Slipway.Runtimes.Onnx.Loading;
using Slipway.TestUtilities;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Runtimes.Onnx.Tests.Loading;

public sealed class ModelOutlineReaderTests
{
    [Fact]
    public void Read_LocationInEveryPlace_FindsThemAll()
    {
        var model = TestModels.ExternalDataInSubgraph("subgraph").Build();
        model.Graph.Initializer.Add(External("initializer"));
        model.Graph.SparseInitializer.Add(new SparseTensorProto { Values = External("v"), Indices = External("i") });
        var node = model.Graph.Node[0];
        node.Attribute.Add(new AttributeProto { Tensors = { External("tensors") } });
        node.Attribute.Add(new AttributeProto { Graphs = { new GraphProto { Initializer = { External("graphs") } } } });
        node.Attribute.Add(
            new AttributeProto { SparseTensors = { new SparseTensorProto { Values = External("sparse") } } }
        );
        var function = new FunctionProto { AttributeProto = { new AttributeProto { T = External("default") } } };
        model.Functions.Add(function);
        model.TrainingInfo.Add(
            new TrainingInfoProto { Algorithm = new GraphProto { Initializer = { External("training") } } }
        );

        var outline = Read(model.ToByteArray());

        outline
            .ExternalLocations.Should()
            .BeEquivalentTo("subgraph", "initializer", "v", "i", "tensors", "graphs", "sparse", "default", "training");
    }

    [Fact]
    public void Read_LocationGivenTwiceInAnEntry_TakesTheLastAsAParserDoes()
    {
        var tensor = External("good").ToByteArray();
        // Another "location" entry: key, a harmless value, and the value again.
        byte[] entry = [0x0A, 8, .. "location"u8, 0x12, 2, .. "ok"u8, 0x12, 6, .. "../bad"u8];
        byte[] both = [.. tensor, 0x6A, (byte)entry.Length, .. entry];
        byte[] graph = [0x2A, (byte)both.Length, .. both];
        byte[] model = [0x3A, (byte)graph.Length, .. graph];

        Read(model).ExternalLocations.Should().BeEquivalentTo("good", "../bad");
    }

    [Fact]
    public void Read_GraphInTwoPieces_SeesBoth()
    {
        var first = new ModelProto { Graph = new GraphProto { Initializer = { External("one") } } };
        var second = new ModelProto { Graph = new GraphProto { Initializer = { External("two") } } };

        Read([.. first.ToByteArray(), .. second.ToByteArray()]).ExternalLocations.Should().BeEquivalentTo("one", "two");
    }

    [Fact]
    public void Read_NestedTooDeep_IsRefused()
    {
        var graph = new GraphProto();
        for (var level = 0; level < 60; level++)
        {
            var node = new NodeProto { Attribute = { new AttributeProto { G = graph } } };
            graph = new GraphProto { Node = { node } };
        }

        var act = () => Read(new ModelProto { Graph = graph }.ToByteArray());

        act.Should().Throw<InvalidDataException>().WithMessage("*nested*");
    }

    [Fact]
    public void Read_LengthBeyondTheFile_IsRefused()
    {
        // A graph that claims 2^62 bytes.
        byte[] model = [0x3A, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40];

        var act = () => Read(model);

        act.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Read_RandomBytes_NeverThrowsAnythingElse()
    {
        var random = new Random(5);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            bytes[0] = 0x3A;

            var act = () => Read(bytes);

            try
            {
                act();
            }
            catch (InvalidDataException)
            {
                // The one refusal there is.
            }
        }
    }

    private static TensorProto External(string location) => OnnxTensor.External("w", OnnxType.Float, location, 0, 4, 1);

    private static ModelOutline Read(byte[] model)
    {
        using var folder = new TempFolder();
        using var file = File.OpenHandle(folder.Write("model.onnx", model));
        return new ModelOutlineReader(new WireReader(file, model.Length), CancellationToken.None).Read();
    }
}
