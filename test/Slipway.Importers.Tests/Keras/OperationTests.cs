namespace Slipway.Importers.Tests.Keras;

public sealed class OperationTests
{
    private const string X =
        """{"class_name":"__keras_tensor__","config":{"shape":[null,2,2],"dtype":"float32","keras_history":["x",0,0]}}""";

    // Of [[1, 2], [3, 4]].
    [Theory]
    [InlineData("Add", "", "1.5", new double[] { 2.5, 3.5, 4.5, 5.5 })]
    [InlineData("Subtract", "", "[1.0,2.0]", new double[] { 0, 0, 2, 2 })]
    [InlineData("Power", "", "2", new double[] { 1, 4, 9, 16 })]
    [InlineData("Mod", "", "2", new double[] { 1, 0, 1, 0 })]
    [InlineData("FloorDivide", "", "2", new double[] { 0, 1, 1, 2 })]
    [InlineData("Greater", "", "2", new double[] { 0, 0, 1, 1 })]
    [InlineData("NotEqual", "", "2", new double[] { 1, 0, 1, 1 })]
    [InlineData("Square", "", "", new double[] { 1, 4, 9, 16 })]
    [InlineData("Negative", "", "", new double[] { -1, -2, -3, -4 })]
    [InlineData("Clip", "\"x_min\":2,\"x_max\":3", "", new double[] { 2, 2, 3, 3 })]
    [InlineData("Sum", "\"axis\":2,\"keepdims\":false", "", new double[] { 3, 7 })]
    [InlineData("Max", "\"axis\":[1],\"keepdims\":false", "", new double[] { 3, 4 })]
    [InlineData("Var", "\"axis\":-1,\"keepdims\":false", "", new double[] { 0.25, 0.25 })]
    [InlineData("Argmax", "\"axis\":2", "", new double[] { 1, 1 })]
    [InlineData("Transpose", "\"axes\":[0,2,1]", "", new double[] { 1, 3, 2, 4 })]
    [InlineData("Swapaxes", "\"axis1\":1,\"axis2\":2", "", new double[] { 1, 3, 2, 4 })]
    [InlineData("Moveaxis", "\"source\":[1],\"destination\":[2]", "", new double[] { 1, 3, 2, 4 })]
    [InlineData("ExpandDims", "\"axis\":1", "", new double[] { 1, 2, 3, 4 })]
    [InlineData("Repeat", "\"repeats\":2,\"axis\":1", "", new double[] { 1, 2, 1, 2, 3, 4, 3, 4 })]
    [InlineData("Tile", "\"repeats\":[1,1,2]", "", new double[] { 1, 2, 1, 2, 3, 4, 3, 4 })]
    [InlineData("Flip", "\"axis\":2", "", new double[] { 2, 1, 4, 3 })]
    [InlineData("Cumsum", "\"axis\":1", "", new double[] { 1, 2, 4, 6 })]
    [InlineData("Pad", "\"pad_width\":[[0,0],[0,0],[1,0]]", "", new double[] { 0, 1, 2, 0, 3, 4 })]
    [InlineData("Take", "\"axis\":2", "[1]", new double[] { 2, 4 })]
    [InlineData("Matmul", "", X, new double[] { 7, 10, 15, 22 })]
    [InlineData("Einsum", "\"subscripts\":\"bij,bjk->bik\"", X, new double[] { 7, 10, 15, 22 })]
    [InlineData("LeakyRelu", "\"negative_slope\":0.5", "", new double[] { 1, 2, 3, 4 })]
    public void Operation_OfAValue_IsTheFrameworks(string name, string config, string more, double[] expected) =>
        Run(name, config, more).Should().Equal(expected);

    [Theory]
    [InlineData("[{SLICE}null,null,null}},0]", new double[] { 1, 2 })]
    [InlineData("[{SLICE}null,null,null}},{SLICE}1,null,null}}]", new double[] { 3, 4 })]
    [InlineData("[{\"class_name\":\"__ellipsis__\",\"config\":{}},-1]", new double[] { 2, 4 })]
    [InlineData("[{SLICE}null,null,null}},{SLICE}null,null,-1}}]", new double[] { 3, 4, 1, 2 })]
    public void GetItem_OfNumbersAndSlices_Picks(string key, double[] expected)
    {
        foreach (var bounds in (string[])["null,null,null", "1,null,null", "null,null,-1"])
        {
            var parts = bounds.Split(',');
            key = key.Replace(
                $"{{SLICE}}{bounds}}}}}",
                $"{{\"class_name\":\"__slice__\",\"config\":{{\"start\":{parts[0]},\"stop\":{parts[1]},\"step\":{parts[2]}}}}}"
            );
        }

        Run("GetItem", "", key).Should().Equal(expected);
    }

    [Fact]
    public void Operation_ThatIsNotKnown_IsRefusedByName()
    {
        var run = () => Run("Slogdet", "", "");

        run.Should().Throw<ImportException>().Which.Message.Should().Contain("Slogdet");
    }

    private static double[] Run(string name, string config, string more)
    {
        var model = KerasModelFile.Functional(
            $$$"""
            {"module":"keras","class_name":"Functional","config":{"name":"m","layers":[
              {"module":"keras.layers","class_name":"InputLayer","name":"x","config":{"name":"x","batch_shape":[null,2,2],"dtype":"float32"},"inbound_nodes":[]},
              {"module":"keras.src.ops.numpy","class_name":"{{{name}}}","name":"y","config":{"name":"y"{{{(
                config.Length == 0 ? "" : "," + config
            )}}}},
               "inbound_nodes":[{"args":[{{{X}}}{{{(more.Length == 0 ? "" : "," + more)}}}],"kwargs":{}}]}],
             "input_layers":[["x",0,0]],"output_layers":[["y",0,0]]}}
            """
        );
        return model.Run([1, 2, 2], 1, 2, 3, 4).Values;
    }
}
