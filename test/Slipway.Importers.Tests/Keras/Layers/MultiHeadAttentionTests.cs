namespace Slipway.Importers.Tests.Keras.Layers;

/// <summary>One head whose projections keep what they are given: the mean of what may be seen, weighed by its scores.</summary>
public sealed class MultiHeadAttentionTests
{
    [Fact]
    public void MultiHeadAttention_ThatIsCausal_SeesNoLaterSteps()
    {
        var y = Model("\"use_causal_mask\":true").Run([1, 3, 1], 0, 0, 0);

        y.Values.Should().Equal(0, 0, 0);
        Model("\"use_causal_mask\":true", scale: 0).Run([1, 3, 1], 3, 6, 9).Values.Should().Equal(3, 4.5, 6);
    }

    [Fact]
    public void MultiHeadAttention_WithoutMasks_SeesAllSteps() =>
        Model("", scale: 0).Run([1, 3, 1], 3, 6, 9).Values.Should().Equal(6, 6, 6);

    [Fact]
    public void MultiHeadAttention_WithAGivenMask_SeesWhatItAllows()
    {
        // Steps whose value is above 4.
        var y = Model("\"value_mask\":" + Tensor("seen", "bool"), scale: 0).Run([1, 3, 1], 3, 6, 9);

        y.Values.Should().Equal(7.5, 7.5, 7.5);
    }

    [Fact]
    public void MultiHeadAttention_OfSomeAxesOnly_IsRefused()
    {
        var import = () => Model("", arguments: ",\"attention_axes\":[2]").Import();

        import.Should().Throw<ImportException>();
    }

    // Queries are scaled by 0 where all scores are to be equal.
    private static KerasModelFile Model(string named, float scale = 1, string arguments = "") =>
        KerasModelFile
            .Functional(
                $$$"""
                {"module":"keras","class_name":"Functional","config":{"name":"m","layers":[
                  {"module":"keras.layers","class_name":"InputLayer","name":"x","config":{"name":"x","batch_shape":[null,null,1],"dtype":"float32"},"inbound_nodes":[]},
                  {"module":"keras.src.ops.numpy","class_name":"Squeeze","name":"flat","config":{"name":"flat","axis":-1},"inbound_nodes":[{"args":[{{{Tensor(
                    "x",
                    "float32"
                )}}}],"kwargs":{}}]},
                  {"module":"keras.src.ops.numpy","class_name":"Greater","name":"seen","config":{"name":"seen"},"inbound_nodes":[{"args":[{{{Tensor(
                    "flat",
                    "float32"
                )}}},4],"kwargs":{}}]},
                  {"module":"keras.layers","class_name":"MultiHeadAttention","name":"y","config":{"name":"y","trainable":true,"num_heads":1,"key_dim":1,"use_bias":false{{{arguments}}}},
                   "inbound_nodes":[{"args":[{{{Tensor("x", "float32")}}},{{{Tensor(
                    "x",
                    "float32"
                )}}}],"kwargs":{ {{{named}}} }}]}],
                 "input_layers":[["x",0,0]],"output_layers":[["y",0,0]]}}
                """
            )
            .Weight("multi_head_attention/query_dense/vars/0", [1, 1, 1], scale)
            .Weight("multi_head_attention/key_dense/vars/0", [1, 1, 1], 1)
            .Weight("multi_head_attention/value_dense/vars/0", [1, 1, 1], 1)
            .Weight("multi_head_attention/output_dense/vars/0", [1, 1, 1], 1);

    private static string Tensor(string layer, string dtype) =>
        $$$"""{"class_name":"__keras_tensor__","config":{"shape":[null,null,1],"dtype":"{{{dtype}}}","keras_history":["{{{layer}}}",0,0]}}""";
}
