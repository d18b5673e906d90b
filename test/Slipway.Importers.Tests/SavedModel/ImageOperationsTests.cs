using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.Tests.SavedModel;

/// <summary>Convolutions, pools and resizing, by hand.</summary>
public sealed class ImageOperationsTests
{
    private static readonly float[] Nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    [Fact]
    public void Conv2D_WithPaddings_AreTensorFlows()
    {
        // Sums of windows of two by two; the odd padding is at the end.
        Image("Conv2D")
            .Constant([1f, 1, 1, 1], 2, 2, 1, 1)
            .With("strides", 1, 1, 1, 1)
            .With("padding", "SAME")
            .Gives([12, 16, 9, 24, 28, 15, 15, 17, 9], 1, 3, 3, 1);
        Image("Conv2D")
            .Constant([1f, 1, 1, 1], 2, 2, 1, 1)
            .With("strides", 1, 1, 1, 1)
            .With("padding", "VALID")
            .Gives([12, 16, 24, 28], 1, 2, 2, 1);
        Image("Conv2D")
            .Constant([1f, 1, 1, 1], 2, 2, 1, 1)
            .With("strides", 1, 2, 2, 1)
            .With("padding", "SAME")
            .Gives([12, 9, 15, 9], 1, 2, 2, 1);
        Image("Conv2D")
            .Constant([1f, 1, 1, 1], 2, 2, 1, 1)
            .With("strides", 1, 1, 1, 1)
            .With("dilations", 1, 2, 2, 1)
            .With("padding", "SAME")
            .Gives([5, 10, 5, 10, 20, 10, 5, 10, 5], 1, 3, 3, 1);
        Image("Conv2D")
            .Constant([1f], 1, 1, 1, 1)
            .With("strides", 1, 1, 1, 1)
            .With("padding", "EXPLICIT")
            .With("explicit_paddings", 0, 0, 1, 0, 0, 1, 0, 0)
            .Gives([0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0], 1, 4, 4, 1);
    }

    [Fact]
    public void DepthwiseConv_OfTwoChannels_KeepsThemApart() =>
        new OperationCase("DepthwiseConv2dNative")
            .Of([1f, 10, 2, 20], 1, 1, 2, 2)
            .Constant([1f, 2, 3, 4], 1, 1, 2, 2)
            .With("strides", 1, 1, 1, 1)
            .With("padding", "VALID")
            .Gives([1, 2, 30, 40, 2, 4, 60, 80], 1, 1, 2, 4);

    [Fact]
    public void TransposedConv_OfAKnownSize_SpreadsOut() =>
        new OperationCase("Conv2DBackpropInput")
            .Axes(1, 4, 4, 1)
            .Constant([1f, 2, 3, 4], 2, 2, 1, 1)
            .Of([1f, 10, 100, 1000], 1, 2, 2, 1)
            .With("strides", 1, 2, 2, 1)
            .With("padding", "SAME")
            .Gives([1, 2, 10, 20, 3, 4, 30, 40, 100, 200, 1000, 2000, 300, 400, 3000, 4000], 1, 4, 4, 1);

    [Fact]
    public void Conv3D_OfOne_IsAProduct() =>
        new OperationCase("Conv3D")
            .Of([1f, 2], 1, 2, 1, 1, 1)
            .Constant([3f], 1, 1, 1, 1, 1)
            .With("strides", 1, 1, 1, 1, 1)
            .With("padding", "VALID")
            .Gives([3, 6], 1, 2, 1, 1, 1);

    [Fact]
    public void Pools_WithPadding_LeaveItOut()
    {
        Image("MaxPool")
            .With("ksize", 1, 2, 2, 1)
            .With("strides", 1, 2, 2, 1)
            .With("padding", "SAME")
            .Gives([5, 6, 8, 9], 1, 2, 2, 1);
        Image("AvgPool")
            .With("ksize", 1, 2, 2, 1)
            .With("strides", 1, 2, 2, 1)
            .With("padding", "SAME")
            .Gives([3, 4.5, 7.5, 9], 1, 2, 2, 1);
    }

    [Fact]
    public void BatchNorm_OfInference_IsAffine() =>
        new OperationCase("FusedBatchNormV3")
            .Of([1f, 2, 3, 4], 1, 1, 2, 2)
            .Constant([2f, 1], 2)
            .Constant([0f, 1], 2)
            .Constant([1f, 2], 2)
            .Constant([3.999f, 0.999f], 2)
            .With("epsilon", 0.001f)
            .With("is_training", false)
            .Gives([0, 1, 2, 3], 1, 1, 2, 2);

    [Fact]
    public void Bias_InBothLayouts_IsAddedToChannels()
    {
        new OperationCase("BiasAdd").Of([1f, 2, 3, 4], 1, 2, 2).Constant([10f, 20], 2).Gives([11, 22, 13, 24], 1, 2, 2);
        new OperationCase("BiasAdd")
            .Of([1f, 2, 3, 4], 1, 2, 2)
            .Constant([10f, 20], 2)
            .With("data_format", "NCHW")
            .Gives([11, 12, 23, 24], 1, 2, 2);
    }

    [Fact]
    public void Softmax_AndItsLogarithm_AreOverTheLastAxis()
    {
        var e = Math.E / (1 + Math.E);
        new OperationCase("Softmax").Of([0f, 1], 1, 2).Gives([1 - e, e], 1, 2);
        new OperationCase("LogSoftmax").Of([0f, 1], 1, 2).Gives([Math.Log(1 - e), Math.Log(e)], 1, 2);
    }

    [Fact]
    public void LocalResponse_OfOneNeighbour_IsDivided() =>
        new OperationCase("LRN")
            .Of([1f, 2, 3], 1, 1, 1, 3)
            .With("depth_radius", 1)
            .With("bias", 1f)
            .With("alpha", 1f)
            .With("beta", 1f)
            .Gives([1 / 6.0, 2 / 15.0, 3 / 14.0], 1, 1, 1, 3);

    [Fact]
    public void Resize_InEachManner_FindsItsPlaces()
    {
        Row("ResizeBilinear").Gives([1, 2, 3, 3], 1, 1, 4, 1);
        Row("ResizeBilinear").With("half_pixel_centers", true).Gives([1, 1.5, 2.5, 3], 1, 1, 4, 1);
        Row("ResizeBilinear").With("align_corners", true).Gives([1, 5 / 3.0, 7 / 3.0, 3], 1, 1, 4, 1);
        Row("ResizeNearestNeighbor").Gives([1, 1, 3, 3], 1, 1, 4, 1);
        Row("ResizeNearestNeighbor").With("half_pixel_centers", true).Gives([1, 1, 3, 3], 1, 1, 4, 1);
    }

    [Fact]
    public void ImportedLayers_OfAnImage_TurnItOnceEachWay()
    {
        var graph = new TestGraph()
            .Input("x", DataType.DtFloat, -1, 8, 8, 1)
            .Constant("filter", TestGraph.Tensor(new float[9], 3, 3, 1, 1))
            .Constant("bias", TestGraph.Tensor([1f], 1));
        var last = "x";
        for (var i = 0; i < 3; i++)
        {
            graph
                .Node(
                    $"conv{i}",
                    "Conv2D",
                    [last, "filter"],
                    ("strides", new AttrValue { List = new AttrValue.Types.ListValue { I = { 1, 1, 1, 1 } } }),
                    ("padding", new AttrValue { S = Google.Protobuf.ByteString.CopyFromUtf8("SAME") })
                )
                .Node($"bias{i}", "BiasAdd", [$"conv{i}", "bias"])
                .Node($"relu{i}", "Relu", [$"bias{i}"]);
            last = $"relu{i}";
        }

        var model = graph.Output("y", last).Import().Signatures[0].Graph.Build();
        model.Graph.Node.Count(node => node.OpType == "Transpose").Should().Be(2);
    }

    private static OperationCase Image(string op) => new OperationCase(op).Of(Nine, 1, 3, 3, 1);

    private static OperationCase Row(string op) => new OperationCase(op).Of([1f, 3], 1, 1, 2, 1).Axes(1, 4);
}
