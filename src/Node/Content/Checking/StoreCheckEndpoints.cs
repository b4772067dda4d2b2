namespace HospitalChain.Node.Content.Checking;

/// <summary>/v1/admin/store/check: for the machine's own administrator.</summary>
public static class StoreCheckEndpoints
{
    public static RouteGroupBuilder MapStoreCheck(this RouteGroupBuilder admin)
    {
        admin.MapGet("/store/check", (bool? rehash, StoreCheck check, CancellationToken cancellation) => check.RunAsync(rehash ?? true, cancellation))
            .Produces<IEnumerable<StoreCheckLine>>()
            .WithSummary("Compares the content store with every block of its chains; findings as they come, then the totals.");
        return admin;
    }
}
