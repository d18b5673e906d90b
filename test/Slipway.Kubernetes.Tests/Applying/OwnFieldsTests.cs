using System.Text.Json.Nodes;
using Slipway.Kubernetes.Applying;

namespace Slipway.Kubernetes.Tests.Applying;

public sealed class OwnFieldsTests
{
    private const string Live = """
        {
          "apiVersion": "apps/v1", "kind": "Deployment",
          "metadata": {
            "name": "a", "namespace": "n", "labels": { "mine": "1", "theirs": "2" }, "finalizers": ["x", "y"],
            "managedFields": [
              { "manager": "somebody", "operation": "Apply", "fieldsV1": { "f:spec": { "f:paused": {} } } },
              { "manager": "slipway", "operation": "Update", "fieldsV1": { "f:spec": { "f:paused": {} } } },
              { "manager": "slipway", "operation": "Apply", "fieldsV1": {
                "f:metadata": { "f:labels": { "f:mine": {} }, "f:finalizers": { "v:\"y\"": {} } },
                "f:spec": {
                  "f:gone": {},
                  "f:selector": {},
                  "f:ports": { "k:{\"port\":80,\"protocol\":\"TCP\"}": { ".": {}, "f:port": {} } },
                  "f:template": { "f:containers": { "k:{\"name\":\"server\"}": { ".": {}, "f:name": {}, "f:image": {} } } }
                }
              } }
            ]
          },
          "spec": {
            "paused": true,
            "selector": { "whole": { "as": "it is" } },
            "ports": [ { "port": 80, "protocol": "UDP" }, { "port": 80, "protocol": "TCP", "nodePort": 1 } ],
            "template": { "containers": [
              { "name": "side", "image": "s" },
              { "name": "server", "image": "i", "imagePullPolicy": "Always" }
            ] }
          }
        }
        """;

    [Fact]
    public void Of_AManager_IsWhatItHasAppliedAndNothingElse()
    {
        var own = OwnFields.Of(JsonNode.Parse(Live)!.AsObject(), "slipway");

        var expected = JsonNode.Parse(
            """
            {
              "apiVersion": "apps/v1", "kind": "Deployment",
              "metadata": { "labels": { "mine": "1" }, "finalizers": ["y"], "name": "a", "namespace": "n" },
              "spec": {
                "selector": { "whole": { "as": "it is" } },
                "ports": [ { "port": 80 } ],
                "template": { "containers": [ { "name": "server", "image": "i" } ] }
              }
            }
            """
        );
        JsonNode.DeepEquals(own, expected).Should().BeTrue(own.ToJsonString());
    }

    [Fact]
    public void Of_SomebodyWhoHasAppliedNothing_IsTheNameAlone()
    {
        var own = OwnFields.Of(JsonNode.Parse(Live)!.AsObject(), "nobody");

        own.ToJsonString()
            .Should()
            .Be("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a","namespace":"n"}}""");
    }
}
