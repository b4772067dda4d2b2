using HospitalChain.Crypto;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace HospitalChain.Node.Json;

/// <summary>The OpenAPI document at /openapi/v1.json.</summary>
public static class ApiDocument
{
    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", document =>
    {
        document.AddDocumentTransformer((description, _, _) =>
        {
            description.Info.Title = "HospitalChain node";
            description.Info.Version = "v1";
            return Task.CompletedTask;
        });
        document.AddSchemaTransformer((schema, context, _) =>
        {
            DescribeHex(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
    });

    public static IEndpointRouteBuilder MapApiDocument(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/{documentName}.json");
        return routes;
    }

    private static void DescribeHex(OpenApiSchema schema, Type type)
    {
        var size = type == typeof(Bytes32) ? Bytes32.Size : type == typeof(Signature64) ? Signature64.Size : 0;
        if (size > 0)
        {
            schema.Type = JsonSchemaType.String;
            schema.Pattern = FormattableString.Invariant($"^[0-9a-fA-F]{{{2 * size}}}$");
        }
    }
}
