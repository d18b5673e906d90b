using k8s;
using k8s.Models;
using Slipway.ApiServer.Authorisation;

namespace Slipway.ApiServer.Tests.Authorisation;

/// <summary>Of the stand-in alone: users of a real cluster are not made by tokens of a test's choosing.</summary>
public sealed class RoleTests : ClusterTest
{
    protected override TestApiServerOptions Options { get; } = new() { Authorisation = true };

    protected override Kubernetes NewClient(TestApiServer server) => server.Client(ApiUsers.AdminToken);

    [Fact]
    public async Task User_WithoutARole_IsForbidden()
    {
        using var nobody = Server.Client(Server.Users.Add(new ApiUser("nobody", ["system:authenticated"])));
        var refused = await RefusedAsync(() =>
            nobody.CoreV1.ListNamespacedConfigMapAsync(Space, cancellationToken: Cancelled)
        );
        refused.Code.Should().Be(403);
        refused.Reason.Should().Be("Forbidden");
        refused
            .Message.Should()
            .Be(
                $"configmaps is forbidden: User \"nobody\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"{Space}\""
            );
    }

    [Fact]
    public async Task Request_WithoutAToken_IsUnauthorised()
    {
        using var stranger = Server.Client();
        (await RefusedAsync(() => stranger.CoreV1.ListNodeAsync(cancellationToken: Cancelled))).Code.Should().Be(401);
        using var liar = Server.Client("made-up");
        (await RefusedAsync(() => liar.CoreV1.ListNodeAsync(cancellationToken: Cancelled))).Code.Should().Be(401);
    }

    [Fact]
    public async Task ServiceAccount_WithARole_MayWhatItSaysInItsNamespaceAlone()
    {
        await BindAsync(
            new V1PolicyRule
            {
                ApiGroups = [""],
                Resources = ["configmaps"],
                Verbs = ["get", "list", "create"],
            }
        );
        using var runner = Runner();
        await runner.CoreV1.CreateNamespacedConfigMapAsync(Map("mine"), Space, cancellationToken: Cancelled);
        await runner.CoreV1.ListNamespacedConfigMapAsync(Space, cancellationToken: Cancelled);
        (await RefusedAsync(() => runner.CoreV1.ListNamespacedConfigMapAsync("default", cancellationToken: Cancelled)))
            .Code.Should()
            .Be(403);
        (
            await RefusedAsync(() =>
                runner.CoreV1.DeleteNamespacedConfigMapAsync("mine", Space, cancellationToken: Cancelled)
            )
        )
            .Code.Should()
            .Be(403);
        (await RefusedAsync(() => runner.CoreV1.ListNamespacedSecretAsync(Space, cancellationToken: Cancelled)))
            .Code.Should()
            .Be(403);
    }

    [Fact]
    public async Task Rule_WithNames_LetsThoseAlone()
    {
        await MakeMapAsync("mine");
        await MakeMapAsync("other");
        await BindAsync(
            new V1PolicyRule
            {
                ApiGroups = [""],
                Resources = ["configmaps"],
                Verbs = ["get"],
                ResourceNames = ["mine"],
            }
        );
        using var runner = Runner();
        await runner.CoreV1.ReadNamespacedConfigMapAsync("mine", Space, cancellationToken: Cancelled);
        (
            await RefusedAsync(() =>
                runner.CoreV1.ReadNamespacedConfigMapAsync("other", Space, cancellationToken: Cancelled)
            )
        )
            .Code.Should()
            .Be(403);
    }

    [Fact]
    public async Task Rule_OfAResource_IsNotOneOfItsSubresources()
    {
        await Client.AppsV1.CreateNamespacedDeploymentAsync(Deployment("web"), Space, cancellationToken: Cancelled);
        await BindAsync(
            new V1PolicyRule
            {
                ApiGroups = ["apps"],
                Resources = ["deployments"],
                Verbs = ["get", "patch"],
            }
        );
        using var runner = Runner();
        (
            await RefusedAsync(() =>
                runner.AppsV1.ReadNamespacedDeploymentScaleAsync("web", Space, cancellationToken: Cancelled)
            )
        )
            .Code.Should()
            .Be(403);
    }

    [Fact]
    public async Task Apply_ThatMakesAnObject_NeedsToBeAllowedToCreate()
    {
        await BindAsync(
            new V1PolicyRule
            {
                ApiGroups = [""],
                Resources = ["configmaps"],
                Verbs = ["patch"],
            }
        );
        using var runner = Runner();
        var body = new V1Patch(
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"mine"}}""",
            V1Patch.PatchType.ApplyPatch
        );
        Task ApplyAsync() =>
            runner.CoreV1.PatchNamespacedConfigMapAsync(
                body,
                "mine",
                Space,
                fieldManager: "runner",
                cancellationToken: Cancelled
            );
        var refused = await RefusedAsync(ApplyAsync);
        refused.Message.Should().Contain("cannot create resource");
        await MakeMapAsync("mine");
        await ApplyAsync();
    }

    [Fact]
    public async Task Review_OfOnesOwnAccess_SaysWhatIsAllowed()
    {
        await BindAsync(
            new V1PolicyRule
            {
                ApiGroups = [""],
                Resources = ["configmaps"],
                Verbs = ["get"],
            }
        );
        using var runner = Runner();
        (await MayAsync(runner, "get")).Should().BeTrue();
        (await MayAsync(runner, "delete")).Should().BeFalse();
    }

    private Kubernetes Runner() => Server.Client(Server.Users.Add(ApiUser.ServiceAccount(Space, "runner")));

    private async Task<bool> MayAsync(Kubernetes client, string verb)
    {
        var review = new V1SelfSubjectAccessReview
        {
            Spec = new V1SelfSubjectAccessReviewSpec
            {
                ResourceAttributes = new V1ResourceAttributes
                {
                    Verb = verb,
                    Resource = "configmaps",
                    NamespaceProperty = Space,
                },
            },
        };
        return (await client.AuthorizationV1.CreateSelfSubjectAccessReviewAsync(review, cancellationToken: Cancelled))
            .Status
            .Allowed;
    }

    private async Task BindAsync(V1PolicyRule rule)
    {
        await Client.RbacAuthorizationV1.CreateNamespacedRoleAsync(
            new V1Role
            {
                Metadata = new V1ObjectMeta { Name = "runner" },
                Rules = [rule],
            },
            Space,
            cancellationToken: Cancelled
        );
        await Client.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(
            new V1RoleBinding
            {
                Metadata = new V1ObjectMeta { Name = "runner" },
                RoleRef = new V1RoleRef
                {
                    ApiGroup = "rbac.authorization.k8s.io",
                    Kind = "Role",
                    Name = "runner",
                },
                Subjects =
                [
                    new Rbacv1Subject
                    {
                        Kind = "ServiceAccount",
                        Name = "runner",
                        NamespaceProperty = Space,
                    },
                ],
            },
            Space,
            cancellationToken: Cancelled
        );
    }
}
