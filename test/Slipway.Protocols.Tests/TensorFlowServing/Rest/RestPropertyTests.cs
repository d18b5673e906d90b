using System.Text;
using CsCheck;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Protocols.Tests.OpenInference.Rest;
using Slipway.Tensors;
using static Slipway.Protocols.Tests.TensorFlowServing.Rest.RestBodies;

namespace Slipway.Protocols.Tests.TensorFlowServing.Rest;

/// <summary>Alone, because the count of rented memory is the process's.</summary>
[Collection(RestMemoryCollection.Name)]
public sealed class RestPropertyTests
{
    private static readonly ModelSignature[] Signatures =
    [
        new([Floats("x", -1)], []),
        new([Texts("t", -1, -1)], []),
        new([Floats("x", -1, 2), Texts("t", -1), new("n", DataType.Int64, new(-1)) { IsOptional = true }], []),
        new([new("x", DataType.Fp16, default) { HasUnknownRank = true }], []),
    ];

    private static readonly string[] Seeds =
    [
        """{"instances": [1.5, -2, NaN, 1e5]}""",
        """{"inputs": [[1, 2], [3, 4]], "signature_name": "serving_default"}""",
        """{"instances": [{"x": [1, 2], "t": "a\u00e4\n"}, {"t": {"b64": "aGk="}, "x": [0.5, Infinity]}]}""",
        """{"inputs": {"x": [[1, 2]], "t": ["q"], "n": [7]}, "other": {"a": [1, null, "}"]}}""",
        """{"instances": [["a", {"b64": "/w"}], ["", "b"]]}""",
        """{"examples": [{"x": 1, "t": "a"}, {"x": 2.5, "t": {"b64": "aGk="}}], "context": {"n": [1]}}""",
        """{"context": {"x": [true, false]}, "examples": [{"t": ["a", "b"]}, {"t": ["c", "d"]}]}""",
        """{"examples": [{"x": [1, -Infinity, 3]}, {}], "signature_name": "tensorflow/serving/regress"}""",
    ];

    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Gen.Int[0, Seeds.Length - 1],
        Mutation.Gen.Array[0, 4],
        (seed, mutations) =>
            mutations.Aggregate(Encoding.UTF8.GetBytes(Seeds[seed]), (body, mutation) => mutation.Apply(body))
    );

    [Fact]
    public void Predict_OfAnyBody_IsARequestOrAServingException() =>
        Gen.Select(Mutated, Gen.Int[0, Signatures.Length - 1])
            .Sample(
                (body, signature) =>
                    IsSteady(step =>
                    {
                        var (request, _) = Predict(body, Signatures[signature], step);
                        using (request)
                        {
                            return Describe(request);
                        }
                    }),
                iter: 10_000,
                threads: 1
            );

    [Fact]
    public void Examples_OfAnyBody_AreARequestOrAServingException() =>
        Gen.Select(Mutated, Gen.Int[0, Signatures.Length - 1])
            .Sample(
                (body, signature) =>
                    IsSteady(step =>
                    {
                        using var batch = Ask(body, step);
                        using var request = batch.ToRequest(Signatures[signature]);
                        return Describe(request);
                    }),
                iter: 10_000,
                threads: 1
            );

    // The same however the bytes arrive, and no memory stays behind.
    private static bool IsSteady(Func<int, string> decode)
    {
        var before = TensorBuffer.RentedBytes;
        var whole = Outcome(() => decode(0));
        var slow = Outcome(() => decode(1));
        return whole == slow && TensorBuffer.RentedBytes == before;
    }

    private static string Outcome(Func<string> decode)
    {
        try
        {
            return decode();
        }
        catch (ServingException e)
        {
            // The words of the framework's reader depend on where its input ends.
            return e.Code.ToString();
        }
    }
}
