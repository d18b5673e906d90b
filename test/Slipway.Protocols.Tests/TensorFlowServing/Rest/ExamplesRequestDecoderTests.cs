using System.Text;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tensors;
using static Slipway.Protocols.Tests.TensorFlowServing.Rest.RestBodies;

namespace Slipway.Protocols.Tests.TensorFlowServing.Rest;

public sealed class ExamplesRequestDecoderTests
{
    [Fact]
    public void Examples_WithContext_BecomeInputs()
    {
        using var request = Ask(
            """
            {
              "signature_name": "tensorflow/serving/regress",
              "context": {"scale": 2},
              "examples": [{"x": [1.0, -3.14, NaN, Infinity], "t": "a\u00e4"}, {"t": {"b64": "/w=="}, "x": [1, 2, 3, 4]}]
            }
            """,
            Floats("x", -1, 4),
            Texts("t", -1),
            new("scale", DataType.Int32, new(-1))
        );

        request
            .FindInput("x")!
            .Value.Tensor.AsSpan<float>()
            .ToArray()
            .Should()
            .Equal(1, -3.14f, float.NaN, float.PositiveInfinity, 1, 2, 3, 4);
        Convert.ToHexString(request.FindInput("t")!.Value.Tensor.Bytes).Should().Be("0300000061C3A401000000FF");
        request.FindInput("scale")!.Value.Tensor.AsSpan<int>().ToArray().Should().Equal(2, 2);
    }

    [Fact]
    public void Booleans_AreOneAndZero()
    {
        using var request = Ask(
            """{"examples": [{"x": true}, {"x": false}]}""",
            new TensorSpec("x", DataType.Bool, new(-1))
        );

        request.Inputs[0].Tensor.Bytes.ToArray().Should().Equal(1, 0);
    }

    [Theory]
    [InlineData("", "the body is empty; send a JSON object with 'examples'")]
    [InlineData("[]", "'examples', not an array")]
    [InlineData("{}", "there is no 'examples'")]
    [InlineData("""{"examples": {}}""", "'examples' must be an array")]
    [InlineData("""{"examples": []}""", "there are no examples")]
    [InlineData("""{"examples": [1]}""", "example 0 must be an object")]
    [InlineData("""{"examples": [{}], "examples": [{}]}""", "'examples' is given twice")]
    [InlineData("""{"context": [], "examples": [{}]}""", "'context' must be an object")]
    [InlineData("""{"context": {}, "context": {}}""", "'context' is given twice")]
    [InlineData("""{"examples": [{"x": null}]}""", "'null' is no value of a feature")]
    [InlineData("""{"examples": [{"x": [[1]]}]}""", "is no value of a feature")]
    [InlineData("""{"examples": [{"x": [1,]}]}""", "is no value of a feature")]
    [InlineData("""{"examples": [{"x": [1 2]}]}""", "expected ',' or ']'")]
    [InlineData("""{"examples": [{"x": tru }]}""", "'tru' is no value of a feature")]
    [InlineData("""{"examples": [{"x": {"a": 1}}]}""", "only {\"b64\": \"…\"}")]
    [InlineData("""{"examples": [{"x": 1e39}]}""", "overflow")]
    [InlineData("""{"examples": [{"x": 9223372036854775808}]}""", "does not fit 64 bits")]
    [InlineData("""{"examples": [{"x": [1, "a"]}]}""", "does not go with the integers")]
    [InlineData("""{"examples": [{"x": "\ud800"}]}""", "not valid")]
    [InlineData("""{"examples": [{"x": 1, "x": 1}]}""", "feature 'x' twice")]
    [InlineData("""{"examples": [{"x": [1""", "in the middle of feature 'x'")]
    [InlineData("""{"examples": [{"x": "a""", "in the middle of feature 'x'")]
    public void Body_ThatIsWrong_IsRefused(string body, string message)
    {
        foreach (var step in new[] { 0, 1 })
        {
            var act = () =>
            {
                using var batch = Ask(Encoding.UTF8.GetBytes(body), step);
                using var request = batch.ToRequest(new([Floats("x", -1)], []));
            };

            var failure = act.Should().Throw<ServingException>().Which;
            failure.Code.Should().Be(ServingErrorCode.InvalidArgument);
            failure.Message.Should().Contain(message);
        }
    }
}
