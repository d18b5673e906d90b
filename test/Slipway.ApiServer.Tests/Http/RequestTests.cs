using System.Net.Http.Headers;
using System.Text;
using k8s;
using k8s.Models;

namespace Slipway.ApiServer.Tests.Http;

/// <summary>Requests that no client of good manners sends.</summary>
public sealed class RequestTests : ClusterTest
{
    private string Maps => $"/api/v1/namespaces/{Space}/configmaps";

    [Theory]
    [InlineData("GET", "/apis/apps/v1/gadgets", 404)]
    [InlineData("GET", "/apis/nothing.example.com/v1", 404)]
    [InlineData("GET", "/api/v1/pods/one", 404)]
    [InlineData("GET", "/api/v1/namespaces/default/nodes", 404)]
    [InlineData("POST", "/api/v1/configmaps", 405)]
    [InlineData("DELETE", "/api/v1/configmaps", 405)]
    [InlineData("PUT", "/api/v1/namespaces/default/configmaps", 405)]
    [InlineData("GET", "/api/v1/namespaces/default/configmaps?continue=!!!", 400)]
    [InlineData("GET", "/api/v1/configmaps?resourceVersion=999999999&resourceVersionMatch=Exact", 504)]
    public async Task Request_ThatIsNotServed_IsAnsweredByAStatus(string method, string path, int code)
    {
        var (answered, status) = await SendAsync(new HttpMethod(method), path, null, "application/json");
        answered.Should().Be(code);
        status.Code.Should().Be(code);
        status.Status.Should().Be("Failure");
    }

    [Theory]
    [InlineData("{", "application/json", 400)]
    [InlineData("[]", "application/json", 400)]
    [InlineData("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}}""", "application/json", 400)]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":[]}""", "application/json", 400)]
    [InlineData(
        """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"a":1}}""",
        "application/json",
        400
    )]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{}}""", "application/json", 422)]
    [InlineData("a: [b", "application/yaml", 400)]
    [InlineData("x", "application/vnd.kubernetes.protobuf", 415)]
    public async Task Body_ThatIsNoObjectOfTheKind_IsRefused(string body, string type, int code)
    {
        var (answered, status) = await SendAsync(HttpMethod.Post, Maps, body, type);
        answered.Should().Be(code, status.Message);
        status.Message.Should().NotContain("stand-in failed");
    }

    [Fact]
    public async Task Body_NestedTooDeeply_IsRefused()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 500)) + "1" + new string('}', 500);
        (await SendAsync(HttpMethod.Post, Maps, deep, "application/json")).Code.Should().Be(400);
        var flow = string.Concat(Enumerable.Repeat("[", 500)) + new string(']', 500);
        (await SendAsync(HttpMethod.Post, Maps, "a: " + flow, "application/yaml")).Code.Should().Be(400);
    }

    [Fact]
    public async Task Body_OverTheLimit_IsRefused()
    {
        var map =
            $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"a":"{{{new string('x', 4 * 1024 * 1024)}}}"}}""";
        var (code, status) = await SendAsync(HttpMethod.Post, Maps, map, "application/json");
        code.Should().Be(413);
        status.Reason.Should().Be("RequestEntityTooLarge");
    }

    [Fact]
    public async Task Body_InYaml_IsRead()
    {
        const string yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: first\ndata:\n  key: 'yes'\n";
        await SendAsync(HttpMethod.Post, Maps, yaml, "application/yaml");
        var map = await Client.CoreV1.ReadNamespacedConfigMapAsync("first", Space, cancellationToken: Cancelled);
        map.Data["key"].Should().Be("yes");
    }

    [Fact]
    public async Task Percent_ThatIsNone_IsRefused()
    {
        var body = Deployment("web");
        body.Spec.Strategy = new V1DeploymentStrategy
        {
            RollingUpdate = new V1RollingUpdateDeployment { MaxSurge = "many" },
        };
        var refused = await RefusedAsync(() =>
            Client.AppsV1.CreateNamespacedDeploymentAsync(body, Space, cancellationToken: Cancelled)
        );
        refused.Details.Causes.Should().ContainSingle().Which.Field.Should().Be("spec.strategy.rollingUpdate.maxSurge");
    }

    private async Task<(int Code, V1Status Status)> SendAsync(HttpMethod method, string path, string? body, string type)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(Server.Address, path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }

        using var answer = await http.SendAsync(request, Cancelled);
        return (
            (int)answer.StatusCode,
            KubernetesJson.Deserialize<V1Status>(await answer.Content.ReadAsStringAsync(Cancelled))
        );
    }
}
