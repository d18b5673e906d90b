namespace Slipway.Importers.Tests.Keras.Layers;

public sealed class NormalizationTests
{
    [Fact]
    public void GroupNormalization_NormalizesEachGroup()
    {
        var y = KerasModelFile
            .Sequential("null,1,4")
            .Layer("GroupNormalization", "\"groups\":2,\"axis\":-1,\"epsilon\":0.0,\"scale\":true,\"center\":true")
            .Weight("group_normalization/vars/0", [4], 1, 1, 2, 2)
            .Weight("group_normalization/vars/1", [4], 0, 0, 5, 5)
            .Run([1, 1, 4], 1, 3, 10, 30);

        Near(y.Values, -1, 1, 3, 7);
    }

    [Fact]
    public void LayerNormalization_OverAnotherAxis_HasItsScaleThere()
    {
        var y = KerasModelFile
            .Sequential("null,2,2")
            .Layer("LayerNormalization", "\"axis\":[1],\"epsilon\":0.0,\"center\":false,\"scale\":true")
            .Weight("layer_normalization/vars/0", [2], 1, 10)
            .Run([1, 2, 2], 1, 5, 3, 1);

        Near(y.Values, -1, 1, 10, -10);
    }

    [Fact]
    public void UnitNormalization_HasTheLengthOne() =>
        Near(
            KerasModelFile.Sequential("null,2").Layer("UnitNormalization", "\"axis\":-1").Run([1, 2], 3, 4).Values,
            0.6,
            0.8
        );

    [Fact]
    public void RmsNormalization_DividesByTheRootOfTheMeanSquare()
    {
        var y = KerasModelFile
            .Sequential("null,2")
            .Layer("RMSNormalization", "\"axis\":-1,\"epsilon\":0.0")
            .Weight("rms_normalization/vars/0", [2], 1, 10)
            .Run([1, 2], 1, 7);

        Near(y.Values, 0.2, 14);
    }

    [Fact]
    public void BatchNormalization_OfTheFirstAxis_HasAScaleForEach()
    {
        var y = KerasModelFile
            .Sequential("null,2,2")
            .Layer("BatchNormalization", "\"axis\":1,\"epsilon\":0.0,\"center\":false,\"scale\":false")
            .Weight("batch_normalization/vars/0", [2], 1, 2)
            .Weight("batch_normalization/vars/1", [2], 4, 16)
            .Run([1, 2, 2], 3, 5, 10, 6);

        Near(y.Values, 1, 2, 2, 1);
    }

    [Fact]
    public void Normalization_WithGivenStatistics_UsesThem()
    {
        var y = KerasModelFile
            .Sequential("null,2")
            .Layer("Normalization", "\"axis\":[-1],\"mean\":[1.0,2.0],\"variance\":[4.0,9.0]")
            .Run([1, 2], 5, 5);

        Near(y.Values, 2, 1);
    }

    [Fact]
    public void Rescaling_WithAFactorForEachChannel_AppliesThem()
    {
        var y = KerasModelFile
            .Sequential("null,2")
            .Layer("Rescaling", "\"scale\":[2.0,3.0],\"offset\":[1.0,0.0]")
            .Run([1, 2], 5, 5);

        Near(y.Values, 11, 15);
    }

    private static void Near(double[] values, params double[] expected)
    {
        values.Should().HaveCount(expected.Length);
        for (var i = 0; i < values.Length; i++)
        {
            values[i].Should().BeApproximately(expected[i], 1e-4);
        }
    }
}
