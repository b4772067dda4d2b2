using HospitalChain.Crypto;
using HospitalChain.Node.Api;

namespace HospitalChain.Node.Tests.Services;

internal sealed class TestLedgers(params IReadOnlyList<TestLedger> all) : ILedgers
{
    public IReadOnlyList<ILedger> All => all;

    public ILedger? Registry => all.FirstOrDefault(ledger => ledger.State.Genesis.IsRegistry);

    public ILedger? Find(Bytes32 chainId) => all.FirstOrDefault(ledger => ledger.ChainId == chainId);
}
