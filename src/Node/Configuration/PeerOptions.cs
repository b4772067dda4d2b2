using System.Net;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Configuration;

/// <summary>A node this one talks to. Without an address it may call, but is not called.</summary>
public sealed record PeerOptions(string Name, DnsEndPoint? Address, Bytes32 Fingerprint);
