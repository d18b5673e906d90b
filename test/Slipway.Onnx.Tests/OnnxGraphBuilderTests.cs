using Google.Protobuf;
using Slipway.Onnx.Proto;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Onnx.Tests;

public sealed class OnnxGraphBuilderTests
{
    [Fact]
    public void Build_SmallGraph_HoldsWhatWasAdded()
    {
        var graph = new OnnxGraphBuilder("scale", opset: 17).Metadata("author", "me").Import("com.example", 2);
        var x = graph.Input("x", DataType.Float, "batch", 4, Dim.Free);
        var factor = graph.Constant(2f);
        var y = graph.Node("Mul", [x, factor]);
        graph.Output(y, DataType.Float, "batch", 4, -1);

        var model = graph.Build();

        model.IrVersion.Should().Be(OnnxGraphBuilder.DefaultIrVersion);
        model
            .OpsetImport.Select(import => (import.Domain, import.Version))
            .Should()
            .Equal(("", 17), ("com.example", 2));
        model.MetadataProps.Should().ContainSingle().Which.Value.Should().Be("me");
        model.Graph.Name.Should().Be("scale");
        var dims = model.Graph.Input.Single().Type.TensorType.Shape.Dim;
        dims[0].DimParam.Should().Be("batch");
        dims[1].DimValue.Should().Be(4);
        dims[2].ValueCase.Should().Be(TensorShapeProto.Types.Dimension.ValueOneofCase.None);
        model.Graph.Output.Single().Name.Should().Be(y);
        model.Graph.Node.Single().Input.Should().Equal("x", factor);
        var constant = model.Graph.Initializer.Single();
        constant.Dims.Should().BeEmpty();
        constant.RawData.ToByteArray().Should().Equal(0, 0, 0, 0x40);
    }

    [Fact]
    public void Build_CalledTwice_GivesModelsOfTheirOwn()
    {
        var graph = new OnnxGraphBuilder("g");
        graph.Input("x", DataType.Float, 1);
        var first = graph.Build();

        graph.Node("Relu", ["x"]);

        first.Graph.Node.Should().BeEmpty();
        graph.Build().Graph.Node.Should().ContainSingle();
    }

    [Fact]
    public void Node_SameOperatorTwice_GetsDistinctNames()
    {
        var graph = new OnnxGraphBuilder("g");
        var x = graph.Input("relu_0", DataType.Float, 1);

        var first = graph.Node("Relu", [x]);
        var inner = graph.Subgraph("body").Node("Relu", [first]);

        new[] { x, first, inner }.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Input_NameTwice_IsRefused()
    {
        var graph = new OnnxGraphBuilder("g");
        graph.Input("x", DataType.Float, 1);

        var act = () => graph.Input("x", DataType.Float, 1);

        act.Should().Throw<ArgumentException>().WithMessage("*'x'*");
    }

    [Fact]
    public void Save_ThenParse_GivesTheSameModel()
    {
        var graph = new OnnxGraphBuilder("g");
        graph.Output(graph.Node("Relu", [graph.Input("x", DataType.Float, 1)]), DataType.Float, 1);
        var path = Path.GetTempFileName();
        try
        {
            graph.Save(path);

            ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Should().Be(graph.Build());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Wire_FieldNumbers_AreThoseOfOnnx()
    {
        // ir_version = 1 (varint 8), opset_import = 8 { version = 2 (varint 13) }, graph = 7 { name = 2 "g" }.
        byte[] golden = [0x08, 0x08, 0x3A, 0x03, 0x12, 0x01, (byte)'g', 0x42, 0x02, 0x10, 0x0D];
        var model = new ModelProto
        {
            IrVersion = 8,
            Graph = new GraphProto { Name = "g" },
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 13 });

        model.ToByteArray().Should().Equal(golden);
    }
}
