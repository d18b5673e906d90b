namespace Slipway.Importers.Tests.Keras;

/// <summary>Files of Keras 1, of the Theano backend, and of the layers for NVIDIA's library.</summary>
public sealed class FirstKerasTests
{
    private static readonly float[] Ramp = [0.1f, -0.2f, 0.3f, 0.4f, -0.5f, 0.6f, 0.7f, -0.8f];

    [Fact]
    public void Dense_OfKeras1_HasItsOldNames() =>
        new LegacyModelFile("1.2.2")
            .Layer(
                "Dense",
                "\"batch_input_shape\":[null,2],\"output_dim\":1,\"init\":\"uniform\",\"bias\":true,\"activation\":\"linear\",\"W_regularizer\":{\"l2\":0.1}",
                ("dense_1_W:0", [2, 1], [2, 3]),
                ("dense_1_b:0", [1], [10])
            )
            .Layer("Dropout", "\"p\":0.5")
            .Run([1, 2], 4, 5)
            .Values.Should()
            .Equal(33);

    [Theory]
    [InlineData("1.2.2", null, new double[] { 9, 11, 17 })]
    [InlineData("2.1.0", "tensorflow", new double[] { 9, 11, 17 })]
    [InlineData("2.1.0", "theano", new double[] { 15, 5, 23 })]
    public void Convolution_OfTheVersionsAndBackends_HasTheKernelThatWasTrained(
        string version,
        string? backend,
        double[] expected
    )
    {
        var model = new LegacyModelFile(version, backend);
        float[] kernel = [4, 1, 1];
        model =
            version[0] == '1'
                ? model.Layer(
                    "Convolution1D",
                    "\"batch_input_shape\":[null,5,1],\"nb_filter\":1,\"filter_length\":3,\"border_mode\":\"valid\",\"subsample_length\":1,\"bias\":false,\"activation\":\"linear\"",
                    ("conv_W", [3, 1, 1, 1], kernel)
                )
                : model.Layer(
                    "Conv1D",
                    "\"batch_input_shape\":[null,5,1],\"filters\":1,\"kernel_size\":[3],\"padding\":\"valid\",\"use_bias\":false",
                    ("kernel:0", [3, 1, 1], kernel)
                );

        model.Run([1, 5, 1], 1, 2, 3, 0, 5).Values.Should().Equal(expected);
    }

    [Fact]
    public void Convolution2D_OfKeras1WithChannelsFirst_HasItsKernelsAxesTurned()
    {
        // [out, in, rows, columns]
        var y = new LegacyModelFile("1.0.0")
            .Layer(
                "Convolution2D",
                "\"batch_input_shape\":[null,1,1,3],\"nb_filter\":2,\"nb_row\":1,\"nb_col\":2,\"dim_ordering\":\"th\",\"border_mode\":\"valid\",\"subsample\":[1,1],\"bias\":false",
                ("conv_W", [2, 1, 1, 2], [1, 10, 100, 1000])
            )
            .Run([1, 1, 1, 3], 1, 2, 3);

        y.Shape.Should().Equal(1, 2, 1, 2);
        y.Values.Should().Equal(21, 32, 2100, 3200);
    }

    [Fact]
    public void Lstm_OfKeras1_HasAWeightForEachGate()
    {
        // Biases alone, in the file's order input, cell, forget, output.
        var weights = new List<(string, int[], float[])>();
        foreach (var (gate, bias) in new[] { ("i", 0.1f), ("c", 0.3f), ("f", 0.2f), ("o", 0.4f) })
        {
            weights.Add(($"lstm_1_W_{gate}", [1, 1], [0]));
            weights.Add(($"lstm_1_U_{gate}", [1, 1], [0]));
            weights.Add(($"lstm_1_b_{gate}", [1], [bias]));
        }

        var y = new LegacyModelFile("1.2.2")
            .Layer(
                "LSTM",
                "\"batch_input_shape\":[null,1,1],\"output_dim\":1,\"inner_activation\":\"sigmoid\",\"activation\":\"tanh\",\"inner_init\":\"orthogonal\",\"consume_less\":\"cpu\"",
                [.. weights]
            )
            .Run([1, 1, 1], 0);

        y.Values[0].Should().BeApproximately(Sigmoid(0.4) * Math.Tanh(Sigmoid(0.1) * Math.Tanh(0.3)), 1e-6);
    }

    [Fact]
    public void CudnnLstm_HasTheKernelOfEachGateTurned()
    {
        // Two inputs, three units: the gate's numbers are [units, inputs] whatever the dataset's shape says.
        const int Units = 3;
        var kernel = Numbers(2 * 4 * Units, 0.07f);
        var recurrent = Numbers(Units * 4 * Units, -0.05f);
        var bias = Numbers(8 * Units, 0.03f);
        float[] x = [0.5f, -1, 0.25f, 2];

        var y = new LegacyModelFile("2.2.4", "tensorflow")
            .Layer(
                "CuDNNLSTM",
                "\"batch_input_shape\":[null,2,2],\"units\":3,\"return_sequences\":false,\"stateful\":false",
                ("kernel:0", [2, 4 * Units], kernel),
                ("recurrent_kernel:0", [Units, 4 * Units], recurrent),
                ("bias:0", [8 * Units], bias)
            )
            .Run([1, 2, 2], x);

        var (h, c) = (new double[Units], new double[Units]);
        for (var step = 0; step < 2; step++)
        {
            var gates = new double[4, Units];
            for (var gate = 0; gate < 4; gate++)
            {
                for (var unit = 0; unit < Units; unit++)
                {
                    var sum = (double)bias[(gate * Units) + unit] + bias[((gate + 4) * Units) + unit];
                    for (var i = 0; i < 2; i++)
                    {
                        sum += Of(kernel, 2, gate, (unit * 2) + i) * x[(step * 2) + i];
                    }

                    for (var i = 0; i < Units; i++)
                    {
                        sum += Of(recurrent, Units, gate, (unit * Units) + i) * h[i];
                    }

                    gates[gate, unit] = sum;
                }
            }

            for (var unit = 0; unit < Units; unit++)
            {
                c[unit] = (Sigmoid(gates[1, unit]) * c[unit]) + (Sigmoid(gates[0, unit]) * Math.Tanh(gates[2, unit]));
                h[unit] = Sigmoid(gates[3, unit]) * Math.Tanh(c[unit]);
            }
        }

        for (var unit = 0; unit < Units; unit++)
        {
            y.Values[unit].Should().BeApproximately(h[unit], 1e-6);
        }

        // The n-th number of a gate's block, row by row.
        static double Of(float[] weight, int rows, int gate, int n) =>
            weight[(n / Units * 4 * Units) + (gate * Units) + (n % Units)];
    }

    private static float[] Numbers(int count, float scale) =>
        [.. Enumerable.Range(0, count).Select(i => Ramp[i % Ramp.Length] + (scale * (i % 13)))];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
