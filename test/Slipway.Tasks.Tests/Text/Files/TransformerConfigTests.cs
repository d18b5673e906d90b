using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Text.Embeddings;
using Slipway.Tasks.Text.Files;
using Slipway.TestUtilities;

namespace Slipway.Tasks.Tests.Text.Files;

public sealed class TransformerConfigTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private ModelPackage Package => new("m", 1, _folder.Path, _folder["onnx/model.onnx"], "onnx", new ModelConfig());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_ConfigOfAModel_HasWhatTasksNeed()
    {
        _folder.Write(
            "config.json",
            """
            {"architectures": ["RobertaForTokenClassification"], "model_type": "roberta", "id2label": {"1": "B", "0": "A"},
             "max_position_embeddings": 514, "pad_token_id": 1, "problem_type": "regression"}
            """
        );
        var config = TransformerConfig.Read(Package);
        config.Labels.Should().Equal("A", "B");
        config.MaxTokens.Should().Be(512);
        config.PadTokenId.Should().Be(1);
        TransformerConfig.HasArchitecture(Package, "ForTokenClassification").Should().BeTrue();
    }

    [Theory]
    [InlineData("[]", "*config.json*no object*")]
    [InlineData("{", "*config.json*no JSON*")]
    [InlineData("""{"id2label": {"0": "A", "2": "C"}}""", "*id2label*not for each id*")]
    [InlineData("""{"id2label": {"x": "A"}}""", "*id2label*'x'*")]
    public void Read_Wrong_SaysWhat(string json, string message)
    {
        _folder.Write("config.json", json);
        FluentActions
            .Invoking(() => TransformerConfig.Read(Package))
            .Should()
            .Throw<ServingException>()
            .WithMessage(message);
        TransformerConfig.HasArchitecture(Package, "ForTokenClassification").Should().BeFalse();
    }

    [Theory]
    [InlineData("pooling_mode_cls_token", Pooling.Cls)]
    [InlineData("pooling_mode_mean_tokens", Pooling.Mean)]
    [InlineData("pooling_mode_max_tokens", Pooling.Max)]
    [InlineData("pooling_mode_lasttoken", Pooling.Last)]
    [InlineData("pooling_mode_mean_sqrt_len_tokens", Pooling.MeanSqrtLength)]
    public void SentenceFiles_Pooling_IsTheOneThatIsSet(string key, object pooling)
    {
        WriteModules("""{"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}""");
        _folder.Write("1_Pooling/config.json", $$"""{"word_embedding_dimension": 4, "{{key}}": true}""");
        _folder.Write("sentence_bert_config.json", """{"max_seq_length": 256}""");
        var files = SentenceFiles.Read(Package)!;
        files.Pooling.Should().Be((Pooling)pooling);
        files.MaxTokens.Should().Be(256);
        files.Normalizes.Should().BeFalse();
    }

    [Fact]
    public void SentenceFiles_SeveralPoolings_AreRefused()
    {
        WriteModules("""{"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}""");
        _folder.Write(
            "1_Pooling/config.json",
            """{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true}"""
        );
        FluentActions
            .Invoking(() => SentenceFiles.Read(Package))
            .Should()
            .Throw<ServingException>()
            .WithMessage("*pooling_mode_cls_token with pooling_mode_mean_tokens*'pooling:'*");
    }

    [Fact]
    public void SentenceFiles_OtherModules_AreNamed()
    {
        WriteModules("""{"path": "2_Dense", "type": "sentence_transformers.models.Dense"}""");
        SentenceFiles.Read(Package)!.Others.Should().Equal("Dense");
    }

    private void WriteModules(string module) => _folder.Write("modules.json", $"[{module}]");
}
