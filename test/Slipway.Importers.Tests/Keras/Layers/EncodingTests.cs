using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.Importers.Tests.Keras.Layers;

public sealed class EncodingTests
{
    [Theory]
    [InlineData("multi_hot", new double[] { 0, 1, 1, 0 })]
    [InlineData("count", new double[] { 0, 2, 1, 0 })]
    public void CategoryEncoding_OfSeveral_MarksOrCountsThem(string mode, double[] expected) =>
        KerasModelFile
            .Sequential("null,3", "int32")
            .Layer("CategoryEncoding", $"\"num_tokens\":4,\"output_mode\":\"{mode}\"")
            .RunIntegers([1, 3], 1, 2, 1)
            .Values.Should()
            .Equal(expected);

    [Fact]
    public void CategoryEncoding_OfOne_IsAVector()
    {
        var y = KerasModelFile
            .Sequential("null,1", "int32")
            .Layer("CategoryEncoding", "\"num_tokens\":3,\"output_mode\":\"one_hot\"")
            .RunIntegers([2, 1], 2, 0);

        y.Shape.Should().Equal(2, 3);
        y.Values.Should().Equal(0, 0, 1, 1, 0, 0);
    }

    [Fact]
    public void Discretization_CountsTheBoundsBelow() =>
        KerasModelFile
            .Sequential("null,3")
            .Layer("Discretization", "\"bin_boundaries\":[0.0,1.0],\"output_mode\":\"int\"")
            .Run([1, 3], -0.5f, 0, 3)
            .Values.Should()
            .Equal(0, 1, 2);

    [Fact]
    public void IntegerLookup_PutsUnknownNumbersFirst() =>
        KerasModelFile
            .Sequential("null,3", "int64")
            .Layer("IntegerLookup", "\"vocabulary\":[12,36],\"num_oov_indices\":1,\"oov_token\":-1,\"mask_token\":null")
            .Run(
                new NumpyArray("i8", [1, 3], [36, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0])
            )[0]
            .Values.Should()
            .Equal(2, 1, 0);

    [Theory]
    [InlineData("\"vocabulary\":[\"a\",\"b\"],\"mask_token\":null", new long[] { 2, 0, 0 })]
    [InlineData("\"vocabulary\":[\"a\",\"b\"],\"mask_token\":\"\"", new long[] { 3, 1, 0 })]
    [InlineData("\"mask_token\":null", new long[] { 2, 0, 0 })]
    public void StringLookup_FindsWordsOfItsVocabularyOrItsFile(string config, long[] expected)
    {
        var imported = KerasModelFile
            .Sequential("null,3", "string")
            .Layer("StringLookup", $"\"num_oov_indices\":1,\"oov_token\":\"[UNK]\",\"output_mode\":\"int\",{config}")
            .Import(("assets/layers/string_lookup/vocabulary.txt", "[UNK]\na\nb"u8.ToArray()));

        using var session = new InferenceSession(imported.Signatures[0].Graph.Build().ToByteArray());
        var words = new DenseTensor<string>(new[] { "b", "z", "" }, [1, 3]);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor(session.InputNames[0], words)]);

        results[0].AsEnumerable<long>().Should().Equal(expected);
    }
}
