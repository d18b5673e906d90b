using System.Text.Json.Nodes;
using k8s;

namespace Slipway.ApiServer.Tests.Definitions;

public sealed class DefinitionTests : ClusterTest
{
    private const string Spec = """
        {"type":"object","required":["size"],"properties":{
          "size":{"type":"integer","minimum":1,"maximum":9},
          "colour":{"type":"string","enum":["red","blue"],"default":"blue"},
          "code":{"type":"string","pattern":"^[a-z]+$"},
          "port":{"x-kubernetes-int-or-string":true},
          "replicas":{"type":"integer"},
          "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
          "tags":{"type":"array","maxItems":2,"items":{"type":"string"},"x-kubernetes-list-type":"set"},
          "labels":{"type":"object","maxProperties":2,"additionalProperties":{"type":"string"}},
          "parts":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
            "items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"weight":{"type":"integer","default":1}}}}
        }}
        """;

    private Widgets All => new(Client, Space, $"{Space}.example.com");

    [Fact]
    public async Task Definition_ThatIsEstablished_IsServed()
    {
        var before = await RefusedAsync(() => All.CreateAsync("""{"size":1}"""));
        before.Code.Should().Be(404);
        await All.DefineAsync(Spec);
        var made = await All.CreateAsync("""{"size":1,"parts":[{"name":"a"}]}""");
        ((string?)made["spec"]!["colour"]).Should().Be("blue");
        ((int?)made["spec"]!["parts"]![0]!["weight"]).Should().Be(1);
        ((int?)made["metadata"]!["generation"]).Should().Be(1);
        await All.DeleteDefinitionAsync();
    }

    [Fact]
    public async Task Definition_ThatIsDeleted_TakesItsObjectsAlong()
    {
        await All.DefineAsync(Spec);
        await All.CreateAsync("""{"size":1}""");
        await All.DeleteDefinitionAsync();
        await Server.SettledAsync(Cancelled);
        (await RefusedAsync(() => All.ReadAsync())).Code.Should().Be(404);
        await All.DefineAsync(Spec);
        (await RefusedAsync(() => All.ReadAsync())).Code.Should().Be(404);
    }

    [Theory]
    [InlineData("""{}""", "spec.size")]
    [InlineData("""{"size":"one"}""", "spec.size")]
    [InlineData("""{"size":0}""", "spec.size")]
    [InlineData("""{"size":10}""", "spec.size")]
    [InlineData("""{"size":1.5}""", "spec.size")]
    [InlineData("""{"size":1,"colour":"green"}""", "spec.colour")]
    [InlineData("""{"size":1,"code":"A1"}""", "spec.code")]
    [InlineData("""{"size":1,"port":true}""", "spec.port")]
    [InlineData("""{"size":1,"tags":["a","b","c"]}""", "spec.tags")]
    [InlineData("""{"size":1,"tags":["a","a"]}""", "spec.tags[1]")]
    [InlineData("""{"size":1,"labels":{"a":"1","b":"2","c":"3"}}""", "spec.labels")]
    [InlineData("""{"size":1,"parts":[{"name":"a"},{"name":"a"}]}""", "spec.parts[1]")]
    public async Task Object_ThatDoesNotFitItsSchema_IsRefusedByField(string spec, string field)
    {
        await All.DefineAsync(Spec);
        var refused = await RefusedAsync(() => All.CreateAsync(spec));
        refused.Code.Should().Be(422);
        refused.Reason.Should().Be("Invalid");
        refused.Details.Causes.Select(cause => cause.Field).Should().Contain(field);
        await All.DeleteDefinitionAsync();
    }

    [Fact]
    public async Task UnknownField_ByValidation_IsPrunedOrRefused()
    {
        await All.DefineAsync(Spec);
        var made = await All.CreateAsync("""{"size":1,"sise":2,"free":{"kept":true}}""");
        made["spec"]!.AsObject().ContainsKey("sise").Should().BeFalse();
        ((bool?)made["spec"]!["free"]!["kept"]).Should().BeTrue();
        var refused = await RefusedAsync(() => All.CreateAsync("""{"size":1,"sise":2}""", "two", "Strict"));
        refused.Code.Should().Be(400);
        refused.Message.Should().Contain("unknown field \"spec.sise\"");
        await All.DeleteDefinitionAsync();
    }

    [Fact]
    public async Task Status_OfACustomObject_IsApartFromItsSpec()
    {
        await All.DefineAsync(Spec);
        var made = await All.CreateAsync("""{"size":1}""");
        made["status"] = new JsonObject { ["phase"] = "Ready" };
        made["spec"]!["size"] = 2;
        var status = await All.ReplaceStatusAsync(made.DeepClone().AsObject());
        ((int?)status["spec"]!["size"]).Should().Be(1);
        ((string?)status["status"]!["phase"]).Should().Be("Ready");
        ((int?)status["metadata"]!["generation"]).Should().Be(1);

        var stale = await RefusedAsync(() => All.ReplaceAsync(made));
        stale.Code.Should().Be(409);
        status["spec"]!["size"] = 2;
        status["status"]!["phase"] = "Other";
        var spec = await All.ReplaceAsync(status);
        ((int?)spec["metadata"]!["generation"]).Should().Be(2);
        ((string?)spec["status"]!["phase"]).Should().Be("Ready");
        await All.DeleteDefinitionAsync();
    }

    [Fact]
    public async Task Update_OfACustomObjectWithoutAVersion_IsRefused()
    {
        await All.DefineAsync(Spec);
        var made = await All.CreateAsync("""{"size":1}""");
        made["metadata"]!.AsObject().Remove("resourceVersion");
        var refused = await RefusedAsync(() => All.ReplaceAsync(made));
        refused.Code.Should().Be(422);
        refused.Message.Should().Contain("must be specified for an update");
        await All.DeleteDefinitionAsync();
    }

    [Fact]
    public async Task Apply_OfAListMapOfADefinition_MergesByItsKeys()
    {
        await All.DefineAsync(Spec);
        await All.ApplyAsync("one", """{"size":1,"parts":[{"name":"a","weight":2}]}""");
        var both = await All.ApplyAsync("two", """{"parts":[{"name":"b"}]}""");
        both["spec"]!["parts"]!.AsArray().Select(part => (string?)part!["name"]).Should().BeEquivalentTo("a", "b");
        var conflict = await RefusedAsync(() => All.ApplyAsync("two", """{"parts":[{"name":"a","weight":3}]}"""));
        conflict.Code.Should().Be(409);
        conflict.Details.Causes.Should().Contain(cause => cause.Field == ".spec.parts[name=\"a\"].weight");
        var left = await All.ApplyAsync("two", """{}""");
        left["spec"]!["parts"]!.AsArray().Select(part => (string?)part!["name"]).Should().Equal("a");
        await All.DeleteDefinitionAsync();
    }

    [Fact]
    public async Task Definition_WithoutTypes_IsRefused()
    {
        var body = All.Definition("""{"properties":{"a":{"type":"string"}}}""");
        var refused = await RefusedAsync(() =>
            Client.ApiextensionsV1.CreateCustomResourceDefinitionAsync(body, cancellationToken: Cancelled)
        );
        refused.Code.Should().Be(422);
        refused.Message.Should().Contain("must not be empty for specified object fields");
    }
}
