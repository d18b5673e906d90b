using System.Text.Json.Nodes;
using Slipway.ApiServer.Tests.Definitions;

namespace Slipway.ApiServer.Tests.Schemas;

public sealed class RuleTests : ClusterTest
{
    private Widgets All => new(Client, Space, $"{Space}.example.com");

    [Theory]
    [InlineData("self.min <= self.max", """{"min":1,"max":2}""", true)]
    [InlineData("self.min <= self.max", """{"min":3,"max":2}""", false)]
    [InlineData("!has(self.name) || self.name.startsWith('a')", """{}""", true)]
    [InlineData("!has(self.name) || self.name.startsWith('a')", """{"name":"b"}""", false)]
    [InlineData("has(self.min) != has(self.max)", """{"min":1,"max":2}""", false)]
    [InlineData("self.name in ['a', 'b']", """{"name":"b"}""", true)]
    [InlineData("self.name in ['a', 'b']", """{"name":"c"}""", false)]
    [InlineData(
        "size(self.parts) == 2 && self.parts.all(p, p.weight > 0)",
        """{"parts":[{"name":"a","weight":1},{"name":"b","weight":2}]}""",
        true
    )]
    [InlineData(
        "self.parts.exists_one(p, p.name == self.name)",
        """{"name":"a","parts":[{"name":"a","weight":1},{"name":"b","weight":2}]}""",
        true
    )]
    [InlineData(
        "self.parts.map(p, p.weight).filter(w, w > 1).size() == 1",
        """{"parts":[{"name":"a","weight":1},{"name":"b","weight":2}]}""",
        true
    )]
    [InlineData("self.name.matches('^[a-z]+$') ? self.min + 1 == 2 : false", """{"name":"a","min":1}""", true)]
    [InlineData("self.missing == 1 || true", """{}""", true)]
    [InlineData("(self.min - 1) * 2 == 4 && self.min % 2 == 1", """{"min":3}""", true)]
    public async Task Rule_OverAnObject_HoldsOrRefuses(string rule, string spec, bool holds)
    {
        await DefineAsync(rule);
        if (holds)
        {
            await All.CreateAsync(spec);
        }
        else
        {
            var refused = await RefusedAsync(() => All.CreateAsync(spec));
            refused.Code.Should().Be(422);
            refused.Message.Should().Contain("the rule's own message");
        }

        if (!IsRealCluster)
            Server.Unchecked.Should().BeEmpty();
        await All.DeleteDefinitionAsync();
    }

    [Fact]
    public async Task Rule_OfAChange_IsOfUpdatesAlone()
    {
        await DefineAsync("self.name == oldSelf.name");
        var made = await All.CreateAsync("""{"name":"a"}""");
        made["spec"]!["min"] = 1;
        made = await All.ReplaceAsync(made);
        made["spec"]!["name"] = "b";
        var refused = await RefusedAsync(() => All.ReplaceAsync(made));
        refused.Message.Should().Contain("the rule's own message");
        await All.DeleteDefinitionAsync();
    }

    [Fact]
    public async Task Rule_BeyondWhatIsKnown_IsKeptAndTold()
    {
        var server = Server;
        await DefineAsync("quantity(self.name).isGreaterThan(quantity('1Gi'))");
        await All.CreateAsync("""{"name":"1Mi"}""");
        server.Unchecked.Should().ContainSingle().Which.Should().Contain("quantity()");
    }

    private async Task DefineAsync(string rule)
    {
        var schema = JsonNode.Parse(
            """
            {"type":"object","properties":{
              "min":{"type":"integer"},"max":{"type":"integer"},"name":{"type":"string"},"missing":{"type":"integer"},
              "parts":{"type":"array","maxItems":9,"items":{"type":"object","properties":{"name":{"type":"string","maxLength":9},"weight":{"type":"integer"}}}}}}
            """
        )!;
        schema["x-kubernetes-validations"] = new JsonArray(
            new JsonObject { ["rule"] = rule, ["message"] = "the rule's own message" }
        );
        await All.DefineAsync(schema.ToJsonString());
    }
}
