namespace Slipway.Importers.Tests.Keras.Layers;

/// <summary>LSTMs over images, against the loop that defines them.</summary>
public sealed class ConvLstmTests
{
    private const int Steps = 3;
    private const int Width = 4;
    private const int Filters = 2;

    private static readonly float[] Kernel = Numbers(3 * 1 * 4 * Filters, 0.31f);
    private static readonly float[] Recurrent = Numbers(3 * Filters * 4 * Filters, -0.17f);
    private static readonly float[] Bias = Numbers(4 * Filters, 0.05f);
    private static readonly float[] X = Numbers(Steps * Width, 0.4f);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ConvLstm_OverSequences_IsTheLoop(bool isBackwards)
    {
        var y = Model($"\"return_sequences\":true,\"go_backwards\":{(isBackwards ? "true" : "false")}")
            .Run([1, Steps, Width, 1], X);

        y.Shape.Should().Equal(1, Steps, Width, Filters);
        var expected = Loop(isBackwards);
        for (var i = 0; i < expected.Length; i++)
        {
            y.Values[i].Should().BeApproximately(expected[i], 1e-5);
        }
    }

    [Fact]
    public void ConvLstm_WithoutSequences_IsTheLastStep()
    {
        var y = Model("").Run([1, Steps, Width, 1], X);

        y.Shape.Should().Equal(1, Width, Filters);
        y.Values[0].Should().BeApproximately(Loop(false)[(Steps - 1) * Width * Filters], 1e-5);
    }

    private static KerasModelFile Model(string config) =>
        KerasModelFile
            .Sequential($"null,null,{Width},1")
            .Layer(
                "ConvLSTM1D",
                $"\"filters\":{Filters},\"kernel_size\":[3],\"padding\":\"same\",\"strides\":[1],\"data_format\":\"channels_last\",\"dilation_rate\":[1],\"activation\":\"tanh\",\"recurrent_activation\":\"sigmoid\"{(config.Length == 0 ? "" : ",")}{config}"
            )
            .Weight("conv_lstm1d/cell/vars/0", [3, 1, 4 * Filters], Kernel)
            .Weight("conv_lstm1d/cell/vars/1", [3, Filters, 4 * Filters], Recurrent)
            .Weight("conv_lstm1d/cell/vars/2", [4 * Filters], Bias);

    private static double[] Loop(bool isBackwards)
    {
        var result = new double[Steps * Width * Filters];
        var (h, c) = (new double[Width, Filters], new double[Width, Filters]);
        for (var step = 0; step < Steps; step++)
        {
            var at = isBackwards ? Steps - 1 - step : step;
            var next = new double[Width, Filters];
            for (var place = 0; place < Width; place++)
            {
                for (var filter = 0; filter < Filters; filter++)
                {
                    double Sum(int gate)
                    {
                        var column = (gate * Filters) + filter;
                        double sum = Bias[column];
                        for (var k = 0; k < 3; k++)
                        {
                            var from = place + k - 1;
                            if (from is < 0 or >= Width)
                                continue;
                            sum += X[(at * Width) + from] * Kernel[(k * 4 * Filters) + column];
                            for (var other = 0; other < Filters; other++)
                            {
                                sum += h[from, other] * Recurrent[(((k * Filters) + other) * 4 * Filters) + column];
                            }
                        }

                        return sum;
                    }

                    c[place, filter] = (Sigmoid(Sum(1)) * c[place, filter]) + (Sigmoid(Sum(0)) * Math.Tanh(Sum(2)));
                    next[place, filter] = Sigmoid(Sum(3)) * Math.Tanh(c[place, filter]);
                    result[(((step * Width) + place) * Filters) + filter] = next[place, filter];
                }
            }

            h = next;
        }

        return result;
    }

    private static float[] Numbers(int count, float scale) =>
        [.. Enumerable.Range(0, count).Select(i => scale * MathF.Sin(1 + (1.7f * i)))];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
