using System.Net;
using System.Text.Json.Nodes;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Pipelines;

public sealed class PagesTests
{
    [Fact]
    public async Task Page_OfAPipeline_IsItsGraphAndItsTraffic()
    {
        await using var fleet = await PipelineFleet.NewsroomAsync();
        using var asked = await fleet.Gateway.PostAsync("/models/extract", """{"text":"a"}""");
        using var refused = await fleet.Gateway.PostAsync("/models/extract", "{}");
        var page = await GetAsync(fleet, "/pipelines/extract");

        page["name"]!.GetValue<string>().Should().Be("extract");
        page["ready"]!.GetValue<bool>().Should().BeTrue();
        page["timeout"]!.GetValue<string>().Should().Be("30s");
        page["example"]!.ToJsonString().Should().Be("""{"text":"Tim Cook spoke."}""");
        page["nodes"]!["read"]!["type"]!.GetValue<string>().Should().Be("ensemble");
        page["drawing"]!["vertices"]!
            .AsArray()
            .Select(vertex => $"{vertex!["id"]} {vertex["kind"]} {vertex["service"]}")
            .Should()
            .Equal(
                "request request ",
                "read/fork fork ",
                "step/ner model ner",
                "step/topic model topic",
                "read/join join ",
                "step/facts model facts",
                "response response "
            );
        page["drawing"]!["edges"]!
            .AsArray()
            .Select(edge => $"{edge!["from"]} → {edge["to"]}")
            .Should()
            .Equal(
                "request → read/fork",
                "read/fork → step/ner",
                "read/fork → step/topic",
                "step/ner → read/join",
                "step/topic → read/join",
                "read/join → step/facts",
                "step/facts → response"
            );
        var traffic = page["traffic"]!;
        traffic["requests"]!.GetValue<int>().Should().Be(2);
        traffic["failures"]!.GetValue<int>().Should().Be(0);
        traffic["in_flight"]!.GetValue<int>().Should().Be(0);
        traffic["p50"]!.GetValue<double>().Should().BePositive();
        traffic["steps"]!["ner"]!["requests"]!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public async Task Drawing_OfChoices_HasConditionsAndPartsOnItsEdges()
    {
        const string pipeline = """
            {"nodes":{
               "root":{"steps":[{"service":"a","when":"$request.x > 1"},{"node":"choose"}]},
               "choose":{"type":"switch","steps":[{"node":"split","when":"exists($request.y)"},{"service":"b"}]},
               "split":{"type":"splitter","steps":[{"service":"c","weight":1},{"service":"other","weight":3}]}}}
            """;
        await using var fleet = await PipelineFleet.StartAsync(
            ["a", "b", "c"],
            ("p", pipeline),
            ("other", """{"nodes":{"root":{"steps":[{"service":"a"}]}}}""")
        );
        var page = await GetAsync(fleet, "/pipelines/p");
        page["drawing"]!["edges"]!
            .AsArray()
            .Select(edge => $"{edge!["from"]} → {edge["to"]} {edge["label"]}".TrimEnd())
            .Should()
            .Equal(
                "request → step/a $request.x > 1",
                "step/a → choose/choice",
                "request → choose/choice",
                "choose/choice → split/choice exists($request.y)",
                "split/choice → step/c 25 %",
                "split/choice → step/other 75 %",
                "choose/choice → step/b else",
                "step/c → response",
                "step/other → response",
                "step/b → response"
            );
        page["drawing"]!["vertices"]!.AsArray().Single(vertex => vertex!["id"]!.GetValue<string>() == "step/other")![
            "kind"
        ]!
            .GetValue<string>()
            .Should()
            .Be("pipeline");
    }

    [Fact]
    public async Task Pages_List_HasAllOfThemAlsoThoseThatCannotBeRun()
    {
        await using var fleet = await PipelineFleet.StartAsync(
            ["a"],
            ("p", """{"nodes":{"root":{"steps":[{"service":"a"}]}}}"""),
            ("broken", """{"nodes":{}}""")
        );
        var pages = (await GetAsync(fleet, "/pipelines")).AsArray();
        pages.Select(page => $"{page!["name"]} {page["ready"]}").Should().Equal("broken false", "p true");
        pages[0]!["why"]!.GetValue<string>().Should().Contain("there is no node 'root'");
        using var missing = await fleet.Gateway.GetAsync("/pipelines/nobody");
        missing.StatusCode.Should().Be(HttpStatusCode.NotFound);
        using var broken = await fleet.Gateway.GetAsync("/pipelines/broken/openapi.json");
        broken.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Description_OfAPipeline_HasTheSchemasThatFollow()
    {
        await using var fleet = await DescribedAsync();
        var description = await GetAsync(fleet, "/models/extract");
        description["task"]!.GetValue<string>().Should().Be("pipeline");
        description["media_types"]!.ToJsonString().Should().Be("""["text/plain"]""");
        description["request_schema"]!["required"]!.ToJsonString().Should().Be("""["text"]""");
        const string expected = """
            {"type":"object",
             "properties":{
               "text":{"type":"string"},
               "topic":{},
               "entities":{"type":"array","items":{"type":"object","properties":{"type":{"type":"string"}}}},
               "relations":{"anyOf":[{"type":"array","items":{"type":"string"}},{"type":"null"}]}},
             "required":["text","topic","entities","relations"]}
            """;
        var schema = description["response_schema"]!;
        JsonNode.DeepEquals(schema, JsonNode.Parse(expected)).Should().BeTrue(schema.ToJsonString());
    }

    [Fact]
    public async Task OpenApi_OfAPipeline_IsADocumentWithoutMistakes()
    {
        await using var fleet = await DescribedAsync();
        using var response = await fleet.Gateway.GetAsync("/pipelines/extract/openapi.json");
        var text = await response.TextAsync();
        var (document, diagnostic) = Microsoft.OpenApi.OpenApiDocument.Parse(text, "json");
        diagnostic!.Errors.Should().BeEmpty();
        diagnostic.Warnings.Should().BeEmpty();
        var operation = document!.Paths["/models/extract"].Operations!.Values.Single();
        operation.RequestBody!.Content!.Keys.Should().Equal("application/json", "application/jsonl", "text/plain");
        operation
            .RequestBody.Content["application/json"]
            .Example!.ToJsonString()
            .Should()
            .Be("""{"text":"Tim Cook spoke."}""");
        operation.Responses!.Keys.Should().Contain(["200", "400", "502", "503", "504"]);
        document.Components!.Schemas!["Response"].Properties!.Keys.Should().Contain(["topic", "entities"]);
    }

    private static async Task<PipelineFleet> DescribedAsync()
    {
        var fleet = await PipelineFleet.NewsroomAsync();
        fleet["ner"].Answer = PipelineFleet.Json(
            """
            {"response_schema":{"type":"object","required":["entities"],
              "properties":{"entities":{"type":"array","items":{"$ref":"#/$defs/Entity"}}},
              "$defs":{"Entity":{"type":"object","properties":{"type":{"type":"string"}}}}}}
            """
        );
        fleet["facts"].Answer = PipelineFleet.Json(
            """{"response_schema":{"properties":{"relations":{"type":"array","items":{"type":"string"}}}}}"""
        );
        fleet["topic"].Answer = PipelineFleet.Json("nonsense");
        return fleet;
    }

    private static async Task<JsonNode> GetAsync(PipelineFleet fleet, string path)
    {
        using var response = await fleet.Gateway.GetAsync(path);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return JsonNode.Parse(await response.TextAsync())!;
    }
}
