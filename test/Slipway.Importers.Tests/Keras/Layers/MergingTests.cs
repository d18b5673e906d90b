using System.Runtime.InteropServices;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.Importers.Tests.Keras.Layers;

public sealed class MergingTests
{
    [Theory]
    [InlineData("Add", "", new double[] { 4, 4 })]
    [InlineData("Subtract", "", new double[] { -2, 0 })]
    [InlineData("Multiply", "", new double[] { 3, 4 })]
    [InlineData("Average", "", new double[] { 2, 2 })]
    [InlineData("Maximum", "", new double[] { 3, 2 })]
    [InlineData("Minimum", "", new double[] { 1, 2 })]
    [InlineData("Concatenate", ",\"axis\":-1", new double[] { 1, 2, 3, 2 })]
    [InlineData("Dot", ",\"axes\":1,\"normalize\":false", new double[] { 7 })]
    public void Merge_OfTwoInputs_IsTheOperation(string name, string config, double[] expected) =>
        Run(name, config, [1, 2], [1, 2], [3, 2]).Values.Should().Equal(expected);

    [Fact]
    public void Dot_OfMatrices_IsOverTheirAxes() =>
        Run("Dot", ",\"axes\":[2,1]", [1, 2, 2], [1, 2, 3, 4], [5, 6, 7, 8]).Values.Should().Equal(19, 22, 43, 50);

    [Fact]
    public void Dot_Normalized_IsTheCosine() =>
        Run("Dot", ",\"axes\":1,\"normalize\":true", [1, 2], [3, 4], [4, 3])
            .Values[0]
            .Should()
            .BeApproximately(0.96, 1e-6);

    [Fact]
    public void Attention_WeighsTheValuesByTheirScores()
    {
        // Scores 0 and ln 3: weights a quarter and three quarters.
        var y = Run("Attention", ",\"use_scale\":false,\"score_mode\":\"dot\"", [1, 2, 1], [0, 1], [0, MathF.Log(3)]);

        y.Values[0].Should().BeApproximately(Math.Log(3) / 2, 1e-6);
        y.Values[1].Should().BeApproximately(0.75 * Math.Log(3), 1e-6);
    }

    [Fact]
    public void Attention_ThatIsCausal_SeesNoLaterSteps()
    {
        var y = Run("Attention", "", [1, 2, 1], [0, 0], [4, 8], "\"use_causal_mask\":true");

        y.Values[0].Should().BeApproximately(4, 1e-6);
        y.Values[1].Should().BeApproximately(6, 1e-6);
    }

    [Fact]
    public void AdditiveAttention_WithoutAScale_AddsBents()
    {
        var y = Run("AdditiveAttention", ",\"use_scale\":false", [1, 2, 1], [0, 0], [0, 2]);

        // Weights e^tanh(0) and e^tanh(2) of the values 0 and 2.
        var weight = Math.Exp(Math.Tanh(2));
        y.Values[0].Should().BeApproximately(2 * weight / (1 + weight), 1e-6);
    }

    private static (int[] Shape, double[] Values) Run(
        string name,
        string config,
        int[] shape,
        float[] left,
        float[] right,
        string named = ""
    )
    {
        var dims = $"[null,{string.Join(',', shape[1..])}]";
        var model = KerasModelFile.Functional(
            $$$"""
            {"module":"keras","class_name":"Functional","config":{"name":"m","layers":[
              {"module":"keras.layers","class_name":"InputLayer","name":"a","config":{"name":"a","batch_shape":{{{dims}}},"dtype":"float32"},"inbound_nodes":[]},
              {"module":"keras.layers","class_name":"InputLayer","name":"b","config":{"name":"b","batch_shape":{{{dims}}},"dtype":"float32"},"inbound_nodes":[]},
              {"module":"keras.layers","class_name":"{{{name}}}","name":"y","config":{"name":"y","trainable":true{{{config}}}},"inbound_nodes":[{"args":[[{{{Tensor(
                "a"
            )}}},{{{Tensor("b")}}}]],"kwargs":{ {{{named}}} }}]}],
             "input_layers":[["a",0,0],["b",0,0]],"output_layers":[["y",0,0]]}}
            """
        );
        return model.Run(Array(shape, left), Array(shape, right))[0];
    }

    private static NumpyArray Array(int[] shape, float[] values) =>
        new("f4", shape, MemoryMarshal.AsBytes<float>(values).ToArray());

    private static string Tensor(string layer) =>
        $$$"""{"class_name":"__keras_tensor__","config":{"shape":[null,2],"dtype":"float32","keras_history":["{{{layer}}}",0,0]}}""";
}
