using Slipway.Inference;
using Slipway.Tasks.Text.Embeddings;
using Slipway.Tasks.Text.Running;
using Slipway.Tensors;

namespace Slipway.Tasks.Tests.Text.Embeddings;

public sealed class VectorPoolTests
{
    [Theory]
    [InlineData(Pooling.Cls, 1, 2)]
    [InlineData(Pooling.Last, 3, -4)]
    [InlineData(Pooling.Max, 3, 2)]
    [InlineData(Pooling.Mean, 2, -1)]
    [InlineData(Pooling.MeanSqrtLength, 2.8284f, -1.4142f)]
    public void Pool_TokensOfARow_PassesOverTheFilling(object pooling, float first, float second)
    {
        // Two rows of four tokens; of the second the filling is in front.
        float[] values = [.. new float[8], 99, 99, 99, 99, 1, 2, 3, -4];
        using var response = Response(values, 2, 4, 2);
        var vector = VectorPool.Pool(RowOutput.Of(response, "y", 2), 1, 2, 2, (Pooling)pooling);
        vector[0].Should().BeApproximately(first, 1e-3f);
        vector[1].Should().BeApproximately(second, 1e-3f);
    }

    [Fact]
    public void Pool_OneVectorARow_IsThat()
    {
        using var response = Response([1, 2, 3, 4], 2, 2);
        VectorPool.Pool(RowOutput.Of(response, "y", 2), 1, 0, 9, Pooling.Mean).Should().Equal(3, 4);
    }

    [Fact]
    public void Normalize_Zeros_StayZeros()
    {
        float[] vector = [0, 0];
        VectorPool.Normalize(vector);
        vector.Should().Equal(0, 0);
    }

    private static InferenceResponse Response(float[] values, params long[] shape)
    {
        var response = new InferenceResponse();
        response.Outputs.Add(new NamedTensor("y", Tensor.From<float>(values, new TensorShape(shape))));
        return response;
    }
}
