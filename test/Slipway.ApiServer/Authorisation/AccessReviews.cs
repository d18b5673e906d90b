using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;

namespace Slipway.ApiServer.Authorisation;

/// <summary>Answers what a user may do who asks for himself (authorization.k8s.io/v1 SelfSubjectAccessReview).</summary>
internal static class AccessReviews
{
    public const string Path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    public static ApiResponse Answer(JsonObject body, Func<JsonNode, bool> allows)
    {
        var answer = body.DeepClone().AsObject();
        var attributes =
            answer.At("spec", "resourceAttributes")
            ?? throw StatusException.BadRequest("spec.resourceAttributes is missing");
        answer["status"] = new JsonObject { ["allowed"] = allows(attributes) };
        return ApiResponse.Of(answer, 201);
    }
}
