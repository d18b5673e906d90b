namespace Slipway.Importers.Tests.Keras.Layers;

public sealed class ActivationTests
{
    private static readonly float[] Points = [-4, -1, -0.3f, 0, 0.3f, 1, 4];

    public static TheoryData<string, Func<double, double>> Functions =>
        new()
        {
            { "relu6", x => Math.Clamp(x, 0, 6) },
            { "elu", x => x > 0 ? x : Math.Exp(x) - 1 },
            { "celu", x => x > 0 ? x : Math.Exp(x) - 1 },
            { "selu", x => 1.05070098735548 * (x > 0 ? x : 1.67326324235437 * (Math.Exp(x) - 1)) },
            { "silu", x => x / (1 + Math.Exp(-x)) },
            { "gelu", x => 0.5 * x * (1 + Erf(x / Math.Sqrt(2))) },
            { "mish", x => x * Math.Tanh(Math.Log(1 + Math.Exp(x))) },
            { "softplus", x => Math.Log(1 + Math.Exp(x)) },
            { "softsign", x => x / (1 + Math.Abs(x)) },
            { "exponential", Math.Exp },
            { "hard_sigmoid", x => Math.Clamp((x / 6) + 0.5, 0, 1) },
            { "hard_silu", x => x * Math.Clamp((x / 6) + 0.5, 0, 1) },
            { "hard_tanh", x => Math.Clamp(x, -1, 1) },
            { "hard_shrink", x => Math.Abs(x) > 0.5 ? x : 0 },
            { "soft_shrink", x => Math.Sign(x) * Math.Max(Math.Abs(x) - 0.5, 0) },
            { "tanh_shrink", x => x - Math.Tanh(x) },
            { "leaky_relu", x => x > 0 ? x : 0.2 * x },
            { "log_sigmoid", x => -Math.Log(1 + Math.Exp(-x)) },
            { "squareplus", x => (x + Math.Sqrt((x * x) + 4)) / 2 },
            {
                "sparse_plus",
                x =>
                    x <= -1 ? 0
                    : x >= 1 ? x
                    : (x + 1) * (x + 1) / 4
            },
            { "sparse_sigmoid", x => Math.Clamp((x + 1) / 2, 0, 1) },
        };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Activation_OfEachName_IsTheFunction(string name, Func<double, double> function) =>
        Check(KerasModelFile.Sequential("null,7").Layer("Activation", $"\"activation\":\"{name}\""), function);

    [Fact]
    public void Activation_OfKeras2_HasItsOwnHardSigmoid() =>
        Check(
            new KerasModelFile { Version = "2.14.0" }
                .Layer("InputLayer", "\"batch_input_shape\":[null,7],\"dtype\":\"float32\"", "input")
                .Layer("Activation", "\"activation\":\"hard_sigmoid\""),
            x => Math.Clamp((0.2 * x) + 0.5, 0, 1)
        );

    [Fact]
    public void Relu_WithAllItsArguments_IsInThreeParts() =>
        Check(
            KerasModelFile
                .Sequential("null,7")
                .Layer("ReLU", "\"max_value\":2.0,\"negative_slope\":0.1,\"threshold\":0.5"),
            x =>
                x >= 2 ? 2
                : x >= 0.5 ? x
                : 0.1 * (x - 0.5)
        );

    [Fact]
    public void PRelu_HasASlopeForEachElement()
    {
        var y = KerasModelFile
            .Sequential("null,2,2")
            .Layer("PReLU", "\"shared_axes\":[1]")
            .Weight("p_re_lu/vars/0", [1, 2], 0.5f, 0.25f)
            .Run([1, 2, 2], -1, -1, 2, -4);

        y.Values.Should().Equal(-0.5, -0.25, 2, -1);
    }

    [Fact]
    public void Softmax_OverAnotherAxis_AddsUpToOneThere()
    {
        var y = KerasModelFile.Sequential("null,2,2").Layer("Softmax", "\"axis\":1").Run([1, 2, 2], 0, 1, 0, 1);

        y.Values.Should().AllSatisfy(value => value.Should().BeApproximately(0.5, 1e-6));
    }

    private static void Check(KerasModelFile model, Func<double, double> function)
    {
        var y = model.Run([1, Points.Length], Points);

        for (var i = 0; i < Points.Length; i++)
        {
            y.Values[i].Should().BeApproximately(function(Points[i]), 1e-5);
        }
    }

    // The series 2/√π Σ (-1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1))
    private static double Erf(double x)
    {
        var (term, sum) = (x, x);
        for (var n = 1; n < 100; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
