namespace Slipway.Importers.Tests.Keras.Layers;

/// <summary>A recurrence that adds up what it sees: h = x + h.</summary>
public sealed class RecurrentTests
{
    private const string Sum = "\"units\":1,\"activation\":\"linear\",\"use_bias\":false";

    // Masked: first, between and last.
    private static readonly float[] Holes = [0, 1, 0, 2, 0];

    [Theory]
    [InlineData("\"return_sequences\":true", new double[] { 0, 1, 1, 3, 3 })]
    [InlineData("\"return_sequences\":true,\"zero_output_for_mask\":true", new double[] { 0, 1, 0, 3, 0 })]
    [InlineData("\"return_sequences\":true,\"go_backwards\":true", new double[] { 0, 2, 2, 3, 3 })]
    [InlineData("\"return_sequences\":false", new double[] { 3 })]
    [InlineData("\"return_sequences\":false,\"go_backwards\":true", new double[] { 3 })]
    [InlineData("\"return_sequences\":false,\"zero_output_for_mask\":true", new double[] { 0 })]
    public void SimpleRnn_WithMaskedStepsAnywhere_GivesTheLastOutputThere(string config, double[] expected) =>
        Masked()
            .Layer("SimpleRNN", $"{Sum},{config}")
            .Weight("simple_rnn/cell/vars/0", [1, 1], 1)
            .Weight("simple_rnn/cell/vars/1", [1, 1], 1)
            .Run([1, 5, 1], Holes)
            .Values.Should()
            .Equal(expected);

    [Fact]
    public void SimpleRnn_WithAllStepsMasked_GivesZeros() =>
        Masked()
            .Layer("SimpleRNN", $"{Sum},\"return_sequences\":true")
            .Weight("simple_rnn/cell/vars/0", [1, 1], 1)
            .Weight("simple_rnn/cell/vars/1", [1, 1], 1)
            .Run([2, 3, 1], 0, 0, 0, 1, 2, 3)
            .Values.Should()
            .Equal(0, 0, 0, 1, 3, 6);

    [Theory]
    [InlineData("sum", true, new double[] { 0, 4, 0, 5, 0 })]
    [InlineData("concat", true, new double[] { 0, 0, 1, 3, 0, 0, 3, 2, 0, 0 })]
    [InlineData("mul", false, new double[] { 9 })]
    [InlineData("ave", false, new double[] { 3 })]
    public void Bidirectional_WithMaskedSteps_MergesBothDirections(string mode, bool sequences, double[] expected)
    {
        var layer = $$"""
            "merge_mode":"{{mode}}","layer":{"module":"keras.layers","class_name":"SimpleRNN","config":{"name":"rnn","trainable":true,{{Sum}},"return_sequences":{{(
                sequences ? "true" : "false"
            )}},"zero_output_for_mask":false},"registered_name":null}
            """;

        var y = Masked().Layer("Bidirectional", layer);
        foreach (var direction in (string[])["forward", "backward"])
        {
            y.Weight($"bidirectional/{direction}_layer/cell/vars/0", [1, 1], 1)
                .Weight($"bidirectional/{direction}_layer/cell/vars/1", [1, 1], 1);
        }

        y.Run([1, 5, 1], Holes).Values.Should().Equal(expected);
    }

    [Fact]
    public void Rnn_WithACell_RunsIt() =>
        KerasModelFile
            .Sequential("null,null,1")
            .Layer(
                "RNN",
                $$"""
                "return_sequences":true,"cell":{"module":"keras.layers","class_name":"SimpleRNNCell","config":{"name":"cell","trainable":true,{{Sum}}},"registered_name":null}
                """
            )
            .Weight("rnn/cell/vars/0", [1, 1], 2)
            .Weight("rnn/cell/vars/1", [1, 1], 1)
            .Run([1, 3, 1], 1, 2, 3)
            .Values.Should()
            .Equal(2, 6, 12);

    [Fact]
    public void Lstm_HasItsGatesInTheFrameworksOrder()
    {
        // No recurrence: the biases alone, each gate with its own.
        var y = KerasModelFile
            .Sequential("null,1,1")
            .Layer("LSTM", "\"units\":1")
            .Weight("lstm/cell/vars/0", [1, 4], 0, 0, 0, 0)
            .Weight("lstm/cell/vars/1", [1, 4], 0, 0, 0, 0)
            .Weight("lstm/cell/vars/2", [4], 0.1f, 0.2f, 0.3f, 0.4f)
            .Run([1, 1, 1], 0);

        // h = s(o) tanh(s(i) tanh(c))
        var expected = Sigmoid(0.4) * Math.Tanh(Sigmoid(0.1) * Math.Tanh(0.3));
        y.Values[0].Should().BeApproximately(expected, 1e-6);
    }

    [Fact]
    public void Gru_WithTheResetBefore_ResetsTheStateItself()
    {
        var y = KerasModelFile
            .Sequential("null,2,1")
            .Layer("GRU", "\"units\":1,\"reset_after\":false")
            .Weight("gru/cell/vars/0", [1, 3], 0.5f, -0.4f, 0.3f)
            .Weight("gru/cell/vars/1", [1, 3], 0.2f, 0.7f, -0.6f)
            .Weight("gru/cell/vars/2", [3], 0.1f, 0.2f, 0.3f)
            .Run([1, 2, 1], 1, -1);

        var h = 0.0;
        foreach (var x in (double[])[1, -1])
        {
            var z = Sigmoid(0.5 * x + 0.2 * h + 0.1);
            var r = Sigmoid(-0.4 * x + 0.7 * h + 0.2);
            h = z * h + (1 - z) * Math.Tanh(0.3 * x - 0.6 * (r * h) + 0.3);
        }

        y.Values[0].Should().BeApproximately(h, 1e-6);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("-1")]
    public void Lstm_ThatKeepsItsState_IsRefused(string flag)
    {
        var import = () =>
            KerasModelFile.Sequential("null,1,1").Layer("LSTM", $"\"stateful\":{flag}", "memory").Import();

        import
            .Should()
            .Throw<ImportException>()
            .Which.Problems.Should()
            .ContainSingle()
            .Which.Should()
            .Contain("memory")
            .And.Contain("stateful");
    }

    private static KerasModelFile Masked() =>
        KerasModelFile.Sequential("null,null,1").Layer("Masking", "\"mask_value\":0.0");

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
