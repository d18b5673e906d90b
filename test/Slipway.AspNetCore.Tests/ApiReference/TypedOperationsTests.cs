using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Slipway.AspNetCore.ApiReference;

namespace Slipway.AspNetCore.Tests.ApiReference;

public sealed class TypedOperationsTests
{
    [Fact]
    public async Task Build_TypedModels_AreReadBackWithoutAComplaint()
    {
        var json = await WriteAsync([.. TypedSamples.All]);

        var result = OpenApiDocument.Parse(json, OpenApiConstants.Json);

        result.Diagnostic!.Errors.Should().BeEmpty();
        result.Diagnostic.Warnings.Should().BeEmpty();
        result.Document!.Validate(ValidationRuleSet.GetDefaultRuleSet()).Should().BeEmpty();
    }

    [Fact]
    public async Task Build_TypedModel_ComesFirstInItsGroup()
    {
        var root = await BuildAsync(TypedSamples.Entities);

        root["paths"]!.AsObject().First().Key.Should().Be("/models/ner");
        var operation = root["paths"]!["/models/ner"]!["post"]!;
        ((string)operation["operationId"]!).Should().Be("ask_ner");
        ((string)operation["summary"]!).Should().Be("Token classification");
        operation["tags"]!.ToJsonString().Should().Be("""["ner"]""");
        ((string)operation["description"]!).Should().Contain("Finds the entities").And.Contain("`PER`, `LOC`");
        operation["responses"]!["200"]!["headers"]!["Slipway-Model-Version"].Should().NotBeNull();
        operation["responses"]!
            .AsObject()
            .Select(pair => pair.Key)
            .Should()
            .BeEquivalentTo("200", "400", "404", "413", "503", "504");
    }

    [Fact]
    public async Task Build_OlderVersionOfATypedModel_IsAskedUnderItsNumber()
    {
        var root = await BuildAsync(TypedSamples.Entities, TypedSamples.Entities with { Version = 2 });

        root["paths"]!["/models/ner"].Should().NotBeNull();
        ((string)root["paths"]!["/models/ner/versions/1"]!["post"]!["operationId"]!).Should().Be("askVersion1_ner");
    }

    [Fact]
    public async Task Build_SchemaOfTheTask_IsTheComponentWithReferencesThatLead()
    {
        var root = await BuildAsync(TypedSamples.Entities);

        var schemas = root["components"]!["schemas"]!;
        schemas["ner.Request"]!
            .ToJsonString()
            .Should()
            .Be(
                """{"type":"object","required":["text"],"properties":{"text":{"type":"string"},"min_score":{"type":"number","minimum":0,"maximum":1}}}"""
            );
        ((string)schemas["ner.Response"]!["properties"]!["entities"]!["items"]!["$ref"]!)
            .Should()
            .Be("#/components/schemas/ner.Response.Entity");
        ((string)schemas["ner.Response.Entity"]!["properties"]!["start"]!["type"]!).Should().Be("integer");
    }

    [Fact]
    public async Task Build_Text_IsSentAsJsonLinesAndText()
    {
        var content = (await BuildAsync(TypedSamples.Entities))["paths"]!["/models/ner"]!["post"]!["requestBody"]![
            "content"
        ]!;

        content
            .AsObject()
            .Select(pair => pair.Key)
            .Should()
            .Equal("application/json", "application/jsonl", "text/plain");
        content["application/json"]!["schema"]!["anyOf"]!
            .ToJsonString()
            .Should()
            .Be(
                """[{"$ref":"#/components/schemas/ner.Request"},{"type":"array","items":{"$ref":"#/components/schemas/ner.Request"}}]"""
            );
        ((string)content["application/json"]!["example"]!["text"]!).Should().StartWith("Ada Lovelace");
        ((string)content["text/plain"]!["example"]!).Should().StartWith("Ada Lovelace");
        ((string)content["application/jsonl"]!["example"]!)
            .Should()
            .Be("""{"text":"Ada Lovelace's \"notes\" — 1843"}""");
    }

    [Fact]
    public async Task Build_Pictures_AreSentRawAndAsAForm()
    {
        var content = (await BuildAsync(TypedSamples.Pictures))["paths"]!["/models/pets"]!["post"]!["requestBody"]![
            "content"
        ]!;

        content
            .AsObject()
            .Select(pair => pair.Key)
            .Should()
            .Equal("application/json", "application/jsonl", "image/png", "image/jpeg", "multipart/form-data");
        ((string)content["image/png"]!["schema"]!["format"]!).Should().Be("binary");
        content["multipart/form-data"]!["schema"]!["required"]!.ToJsonString().Should().Be("""["image"]""");
    }

    [Fact]
    public async Task Build_Records_AreSentAsATableToo()
    {
        var content = (await BuildAsync(TypedSamples.Table))["paths"]!["/models/iris"]!["post"]!["requestBody"]![
            "content"
        ]!;

        ((string)content["text/csv"]!["example"]!).Should().Be("width,name\n1.5,\"a, \"\"b\"\"\"\n");
        ((string)content["multipart/form-data"]!["schema"]!["properties"]!["file"]!["format"]!).Should().Be("binary");
    }

    [Fact]
    public async Task Build_Command_SurvivesTheShell()
    {
        var operation = (await BuildAsync(TypedSamples.Entities))["paths"]!["/models/ner"]!["post"]!;

        operation["x-codeSamples"]![0]!["source"]!
            .GetValue<string>()
            .Should()
            .Contain("'http://host:1/models/ner'")
            .And.Contain("""-d '{"text":"Ada Lovelace'\''s \"notes\" — 1843"}'""");
    }

    private static async Task<JsonNode> BuildAsync(params ServedModel[] models) =>
        JsonNode.Parse(await WriteAsync(models))!;

    private static Task<string> WriteAsync(IReadOnlyList<ServedModel> models) =>
        OpenApiDocumentBuilder
            .Build(models, "1.2.3", "http://host:1")
            .SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, TestContext.Current.CancellationToken);
}
